// All optimizers, under their keys in kd.yaml.
import { adam } from './adam.ts';
import { sgd } from './sgd.ts';

export const OPTIMIZERS = { adam, sgd } as const;
