// Activations, additions and products, element by element.
import type { FloatKernels } from '../float-kernels.ts';
import { activate, f32, passes } from './float32.ts';

type Elementwise = Pick<
  FloatKernels,
  'activationForward' | 'activationBackward' | 'addForward' | 'accumulate' | 'multiply'
>;

export function elementwise(buffer: SharedArrayBuffer): Elementwise {
  const value = new Float32Array(buffer);
  const at = (address: number, i: number) => value[(address >>> 2) + i];
  return {
    activationForward(x, y, activation, from, to) {
      for (let i = from; i < to; i++) value[(y >>> 2) + i] = activate(at(x, i), activation);
    },
    activationBackward(y, dy, dx, activation, from, to) {
      for (let i = from; i < to; i++) value[(dx >>> 2) + i] = passes(at(y, i), activation) ? at(dy, i) : 0;
    },
    addForward(a, b, y, activation, from, to) {
      for (let i = from; i < to; i++) value[(y >>> 2) + i] = activate(f32(at(a, i) + at(b, i)), activation);
    },
    accumulate(x, into, from, to) {
      for (let i = from; i < to; i++) value[(into >>> 2) + i] = f32(at(into, i) + at(x, i));
    },
    multiply(x, keep, y, from, to) {
      for (let i = from; i < to; i++) value[(y >>> 2) + i] = f32(at(x, i) * at(keep, i));
    },
  };
}
