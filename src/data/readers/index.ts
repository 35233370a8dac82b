// The readers of data files, by their keys in kd.yaml.
import type { Readers } from '../reader.ts';
import { csv } from './csv.ts';
import { idx } from './idx.ts';
import { images } from './images.ts';
import { npy } from './npy.ts';
import { npz } from './npz.ts';
import { tfrecord } from './tfrecord.ts';
import { wav } from './wav.ts';

export const READERS = { npz, npy, idx, csv, images, wav, tfrecord } satisfies Readers;
