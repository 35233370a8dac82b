// The readers of data files, by their keys in kd.yaml.
import type { Readers } from '../reader.ts';
import { csv } from './csv.ts';
import { idx } from './idx.ts';
import { npy } from './npy.ts';
import { npz } from './npz.ts';

export const READERS = { npz, npy, idx, csv } satisfies Readers;
