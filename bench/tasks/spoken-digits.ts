// Spoken digits (Free Spoken Digit Dataset, its authors' split) as MFCC 49x10, a DS-CNN of 32 channels.
import { readFrom, type Task } from './task.ts';

const block = `
        - depthwiseConv2d: { kernel: 3, batchNorm: true, activation: relu }
        - conv2d: { filters: 32, kernel: 1, batchNorm: true, activation: relu }`;

export const spokenDigits: Task = {
  name: 'spoken-digits',
  spec: `
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
        - conv2d: { filters: 32, kernel: [10, 4], stride: 2, batchNorm: true, activation: relu }${block}${block}
        - globalAveragePool: {}
        - dense: { units: 10 }
`,
  read: readFrom(process.env.SPOKEN_DIGITS ?? '../shared/cases/training'),
};
