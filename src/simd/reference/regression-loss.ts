// Squared and Huber's errors of real values against the data and a teacher, computed in float64 and rounded once.
import type { FloatKernels } from '../float-kernels.ts';

/** delta 0: squares. */
function errorOf(difference: number, delta: number): number {
  if (delta === 0) return difference * difference;
  const size = Math.abs(difference);
  return size <= delta ? 0.5 * difference * difference : delta * (size - 0.5 * delta);
}

function slopeOf(difference: number, delta: number): number {
  return delta === 0 ? 2 * difference : Math.min(Math.max(difference, -delta), delta);
}

export function regressionLoss(buffer: SharedArrayBuffer): Pick<FloatKernels, 'regressionLoss'> {
  return {
    regressionLoss(z, targets, teacher, loss, dz, outputs, alpha, delta, batch, from, to) {
      const losses = new Float32Array(buffer, loss);
      for (let r = from; r < to; r++) {
        const row = (address: number) => new Float32Array(buffer, address + r * outputs * 4, outputs);
        const [answers, wanted, gradient] = [row(z), row(targets), row(dz)];
        let sum = 0;
        for (let c = 0; c < outputs; c++) {
          let error = errorOf(answers[c] - wanted[c], delta);
          let slope = slopeOf(answers[c] - wanted[c], delta);
          if (teacher !== 0) {
            const fromTeacher = answers[c] - row(teacher)[c];
            error = alpha * error + (1 - alpha) * errorOf(fromTeacher, delta);
            slope = alpha * slope + (1 - alpha) * slopeOf(fromTeacher, delta);
          }
          sum += error;
          gradient[c] = slope / (batch * outputs);
        }
        losses[r] = sum / outputs;
      }
    },
  };
}
