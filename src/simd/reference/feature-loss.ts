// What compares a layer with one of the teacher's: hints (Romero et al. 2015) and maps of attention (Zagoruyko and
// Komodakis 2017), computed in float64 and rounded once.
import type { FloatKernels } from '../float-kernels.ts';

/** The sum of squares over the channels at a position. */
function squaresAt(values: Float32Array, position: number, channels: number): number {
  let sum = 0;
  for (let i = position * channels; i < (position + 1) * channels; i++) sum += values[i] * values[i];
  return sum;
}

/** Of such sums over all positions. */
function normOf(values: Float32Array, positions: number, channels: number): number {
  let sum = 0;
  for (let p = 0; p < positions; p++) {
    const squares = squaresAt(values, p, channels);
    sum += squares * squares;
  }
  return Math.sqrt(sum);
}

function shareOf(squares: number, norm: number): number {
  return norm > 0 ? squares / norm : 0;
}

export function featureLoss(buffer: SharedArrayBuffer): Pick<FloatKernels, 'hintLoss' | 'attentionLoss'> {
  const row = (address: number, r: number, length: number) =>
    new Float32Array(buffer, address + r * length * 4, length);
  return {
    hintLoss(student, teacher, loss, dStudent, values, weight, batch, from, to) {
      const losses = new Float32Array(buffer, loss);
      for (let r = from; r < to; r++) {
        const [own, taught, gradient] = [row(student, r, values), row(teacher, r, values), row(dStudent, r, values)];
        let squares = 0;
        for (let i = 0; i < values; i++) {
          const difference = own[i] - taught[i];
          squares += difference * difference;
          gradient[i] = (weight * difference) / values / batch;
        }
        losses[r] += ((weight / 2) * squares) / values;
      }
    },
    attentionLoss(
      student,
      teacher,
      loss,
      dStudent,
      positions,
      studentChannels,
      teacherChannels,
      weight,
      batch,
      from,
      to,
    ) {
      const losses = new Float32Array(buffer, loss);
      for (let r = from; r < to; r++) {
        const own = row(student, r, positions * studentChannels);
        const taught = row(teacher, r, positions * teacherChannels);
        const gradient = row(dStudent, r, positions * studentChannels);
        const ownNorm = normOf(own, positions, studentChannels);
        const taughtNorm = normOf(taught, positions, teacherChannels);
        const ownAt = (p: number) => shareOf(squaresAt(own, p, studentChannels), ownNorm);
        const taughtAt = (p: number) => shareOf(squaresAt(taught, p, teacherChannels), taughtNorm);
        let [squares, along] = [0, 0];
        for (let p = 0; p < positions; p++) {
          const map = ownAt(p);
          const difference = map - taughtAt(p);
          squares += difference * difference;
          along += difference * map;
        }
        for (let p = 0; p < positions; p++) {
          const map = ownAt(p);
          const slope = shareOf(map - taughtAt(p) - map * along, ownNorm);
          const factor = (2 * weight * slope) / positions / batch;
          for (let i = p * studentChannels; i < (p + 1) * studentChannels; i++) gradient[i] = factor * own[i];
        }
        losses[r] += ((weight / 2) * squares) / positions;
      }
    },
  };
}
