// Spoken digits (Free Spoken Digit Dataset, its authors' split) as MFCC 49x10: a DS-CNN of 32 channels with the answers
// of a teacher from elsewhere, one of 8 channels, and a smaller network of another form; these with a teacher of their
// own.
import { readFrom, type Task } from './task.ts';

const conv = (channels: number) => `filters: ${channels}, batchNorm: true, activation: relu`;

const separable = (channels: number) => `
        - depthwiseConv2d: { kernel: 3, batchNorm: true, activation: relu }
        - conv2d: { kernel: 1, ${conv(channels)} }`;

const dsCnn = (channels: number) => `
        - conv2d: { kernel: [10, 4], stride: 2, ${conv(channels)} }${separable(channels)}${separable(channels)}
        - globalAveragePool: {}
        - dense: { units: 10 }`;

const FROM_ELSEWHERE = '{ logits: logits.npy }';

/** Augmented samples keep it from being sure of everything that it has learned from. */
const OWN = `
      layers:
        - conv2d: { kernel: [10, 4], stride: 2, ${conv(48)} }${separable(64).repeat(3)}
        - globalAveragePool: {}
        - dropout: { rate: 0.2 }
        - dense: { units: 10 }
      train:
        epochs: 40
        optimizer: { adam: { learningRate: 1e-2 } }
        augment:
          - shift: { by: [3, 0] }
          - noise: { deviation: 0.1 }
          - specAugment: { time: 6, frequency: 2 }`;

const spec = (teacher: string, layers: string) => `
version: 1
models:
  spoken:
    data:
      train: { npz: train.npz }
      test: { npz: test.npz }
      normalize: { divide: 10 }
    teacher: ${teacher}
    student:
      layers: ${layers}
`;

const read = readFrom(process.env.SPOKEN_DIGITS ?? '../shared/cases/training');

export const spokenDigits: Task = { name: 'spoken-digits', spec: spec(FROM_ELSEWHERE, dsCnn(32)), read };

/** Of at most 6 KB; one seldom wants less of this form. */
export const spokenDigitsSmall: Task = { name: 'spoken-digits-small', spec: spec(OWN, dsCnn(8)), read };

/** Of at most 5 KB: one convolution and a dense layer, as in TensorFlow's micro_speech. */
export const spokenDigitsTiny: Task = {
  name: 'spoken-digits-tiny',
  spec: spec(
    OWN,
    `
        - conv2d: { kernel: [10, 4], stride: 4, ${conv(4)} }
        - flatten: {}
        - dense: { units: 10 }`,
  ),
  read,
};
