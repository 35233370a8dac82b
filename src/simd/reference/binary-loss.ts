// Sigmoid and the losses of outputs that are yes or no, computed in float64 and rounded once.
import { exp, log } from '../../base/elementary.ts';
import type { FloatKernels } from '../float-kernels.ts';

function sigmoid(x: number): number {
  return 1 / (1 + exp(-x));
}

/** log(1 + e^x), for any x. */
function softplus(x: number): number {
  return Math.max(x, 0) + log(1 + exp(-Math.abs(x)));
}

export function binaryLoss(buffer: SharedArrayBuffer): Pick<FloatKernels, 'binaryLoss' | 'sigmoidForward'> {
  return {
    binaryLoss(z, targets, teacher, loss, dz, outputs, alpha, temperature, batch, from, to) {
      const losses = new Float32Array(buffer, loss);
      const parts = batch * outputs;
      for (let r = from; r < to; r++) {
        const row = (address: number) => new Float32Array(buffer, address + r * outputs * 4, outputs);
        const [logits, wanted, gradient] = [row(z), row(targets), row(dz)];
        let sum = 0;
        for (let c = 0; c < outputs; c++) {
          const hard = softplus(logits[c]) - wanted[c] * logits[c];
          const push = sigmoid(logits[c]) - wanted[c];
          if (teacher === 0) {
            sum += hard;
            gradient[c] = push / parts;
            continue;
          }
          const [s, t] = [logits[c] / temperature, row(teacher)[c] / temperature];
          const share = sigmoid(t);
          const divergence = softplus(s) - share * s - (softplus(t) - share * t);
          sum += alpha * hard + (1 - alpha) * temperature * temperature * divergence;
          const pull = sigmoid(s) - share;
          gradient[c] = (alpha * push + (1 - alpha) * temperature * pull) / parts;
        }
        losses[r] = sum / outputs;
      }
    },
    sigmoidForward(x, y, from, to) {
      const [input, output] = [new Float32Array(buffer, x), new Float32Array(buffer, y)];
      for (let i = from; i < to; i++) output[i] = sigmoid(input[i]);
    },
  };
}
