// Windows like an accelerometer's: idle, walk and run at 50 Hz, 128 samples of 3 axes, made here. The test set is
// large, since students differ by a few windows in a thousand.
import { attempt, reject } from '../../src/base/problem.ts';
import { random } from '../../src/base/random.ts';
import { npyOf } from './npy.ts';
import type { Task } from './task.ts';

const STEPS = 128;
const AXES = 3;
/** Hz and m/s^2 of idle, walk, run. */
const FREQUENCIES = [0, 1.8, 2.8];
const AMPLITUDES = [0, 2, 5];
const AXIS_SHARES = [0.5, 0.4, 1];

const SPEC = `
version: 1
models:
  gesture:
    data:
      train: { npy: { x: train-x.npy, y: train-y.npy } }
      test: { npy: { x: test-x.npy, y: test-y.npy } }
      normalize: { standardize: channel }
    teacher:
      layers:
        - conv2d: { filters: 32, kernel: [5, 1], stride: [2, 1], batchNorm: true, activation: relu }
        - conv2d: { filters: 32, kernel: [5, 1], stride: [2, 1], batchNorm: true, activation: relu }
        - globalAveragePool: {}
        - dense: { units: 3 }
      train:
        epochs: 60
        optimizer: { adam: { learningRate: 1e-2 } }
        augment: [{ noise: { deviation: 0.05 } }, { gain: { from: 0.8, to: 1.25 } }]
    student:
      layers:
        - conv2d: { filters: 8, kernel: [5, 1], stride: [4, 1], activation: relu }
        - conv2d: { filters: 8, kernel: [3, 1], stride: [2, 1], activation: relu }
        - globalAveragePool: {}
        - dense: { units: 3 }
`;

export const accelerometer: Task = {
  name: 'accelerometer',
  spec: SPEC,
  read: async (path) =>
    attempt(() => {
      const [set, axis] = path.replace('.npy', '').split('-');
      if (set !== 'train' && set !== 'test') reject('file/missing', `there is no ${path}`);
      const { x, y } = windows(set, set === 'train' ? 2400 : 6000);
      return axis === 'x' ? npyOf(x, [y.length, STEPS, 1, AXES]) : npyOf(y, [y.length]);
    }),
};

function windows(set: string, count: number) {
  const source = random(1, `accelerometer/${set}`);
  const x = new Float32Array(count * STEPS * AXES);
  const y = Int32Array.from({ length: count }, (_, i) => i % 3);
  for (let i = 0; i < count; i++) {
    const gravity = [0, 0, 9.81].map((g) => g + 0.3 * source.normal());
    const frequency = FREQUENCIES[y[i]] * (0.85 + 0.3 * source.uniform());
    const amplitude = AMPLITUDES[y[i]] * (0.5 + source.uniform());
    for (let axis = 0; axis < AXES; axis++) {
      const phase = 2 * Math.PI * source.uniform();
      for (let t = 0; t < STEPS; t++) {
        const swing = amplitude * AXIS_SHARES[axis] * Math.sin((2 * Math.PI * frequency * t) / 50 + phase);
        x[(i * STEPS + t) * AXES + axis] = gravity[axis] + swing + 0.6 * source.normal();
      }
    }
  }
  return { x, y };
}
