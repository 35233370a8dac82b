// Spoken digits (Free Spoken Digit Dataset, its authors' split) as MFCC 49x10, a DS-CNN of 32 channels
// and one of 8.
import { readFrom, type Task } from './task.ts';

const spec = (channels: number) => {
  const conv = `filters: ${channels}, batchNorm: true, activation: relu`;
  const block = `
        - depthwiseConv2d: { kernel: 3, batchNorm: true, activation: relu }
        - conv2d: { kernel: 1, ${conv} }`;
  return `
version: 1
models:
  spoken:
    data:
      train: { npz: train.npz }
      test: { npz: test.npz }
      normalize: { divide: 10 }
    teacher: { logits: logits.npy }
    student:
      layers:
        - conv2d: { kernel: [10, 4], stride: 2, ${conv} }${block}${block}
        - globalAveragePool: {}
        - dense: { units: 10 }
`;
};

const read = readFrom(process.env.SPOKEN_DIGITS ?? '../shared/cases/training');

export const spokenDigits: Task = { name: 'spoken-digits', spec: spec(32), read };

/** Of at most 5 KB, which lacks capacity. */
export const spokenDigitsSmall: Task = { name: 'spoken-digits-small', spec: spec(8), read };
