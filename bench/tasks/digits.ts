// The digits of fixtures/digits: 8x8 images, a student of 1,554 parameters, the teacher that is shipped.
import { readFrom, type Task } from './task.ts';

export const digits: Task = {
  name: 'digits',
  spec: `
version: 1
models:
  digits:
    data:
      train: { npz: data/train.npz }
      test: { npz: data/test.npz }
      normalize: { divide: 16 }
    teacher: { tflite: teacher.tflite }
    student:
      layers:
        - conv2d: { filters: 8, kernel: 3, batchNorm: true, activation: relu6 }
        - depthwiseConv2d: { kernel: 3, stride: 2, batchNorm: true, activation: relu6 }
        - conv2d: { filters: 24, kernel: 1, batchNorm: true, activation: relu6 }
        - depthwiseConv2d: { kernel: 3, batchNorm: true, activation: relu6 }
        - conv2d: { filters: 24, kernel: 1, batchNorm: true, activation: relu6 }
        - conv2d: { filters: 10, kernel: 1 }
        - globalAveragePool: {}
`,
  read: readFrom('fixtures/digits'),
};
