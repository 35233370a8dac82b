// What compares a layer with one of the teacher's: hints (Romero et al. 2015) and maps of attention (Zagoruyko and
// Komodakis 2017), computed in float64 and rounded once.
import { floatAt } from './float-at';

function addTo(loss: usize, r: i32, value: f64): void {
  const at = loss + ((<usize>r) << 2);
  store<f32>(at, <f32>(<f64>load<f32>(at) + value));
}

export function hintLoss(
  student: usize,
  teacher: usize,
  loss: usize,
  dStudent: usize,
  values: i32,
  weight: f64,
  batch: i32,
  from: i32,
  to: i32,
): void {
  for (let r = from; r < to; r++) {
    const row = (<usize>r * <usize>values) << 2;
    let squares: f64 = 0;
    for (let i = 0; i < values; i++) {
      const difference = floatAt(student + row, i) - floatAt(teacher + row, i);
      squares += difference * difference;
      const slope = (weight * difference) / <f64>values / <f64>batch;
      store<f32>(dStudent + row + ((<usize>i) << 2), <f32>slope);
    }
    addTo(loss, r, ((weight / 2) * squares) / <f64>values);
  }
}

/** The sum of squares over the channels at a position. */
function squaresAt(row: usize, position: i32, channels: i32): f64 {
  let sum: f64 = 0;
  for (let i = position * channels; i < (position + 1) * channels; i++) sum += floatAt(row, i) * floatAt(row, i);
  return sum;
}

/** Of such sums over all positions. */
function normOf(row: usize, positions: i32, channels: i32): f64 {
  let sum: f64 = 0;
  for (let p = 0; p < positions; p++) {
    const squares = squaresAt(row, p, channels);
    sum += squares * squares;
  }
  return sqrt<f64>(sum);
}

function shareOf(squares: f64, norm: f64): f64 {
  return norm > 0 ? squares / norm : 0;
}

export function attentionLoss(
  student: usize,
  teacher: usize,
  loss: usize,
  dStudent: usize,
  positions: i32,
  studentChannels: i32,
  teacherChannels: i32,
  weight: f64,
  batch: i32,
  from: i32,
  to: i32,
): void {
  const values = positions * studentChannels;
  for (let r = from; r < to; r++) {
    const own = student + ((<usize>r * <usize>values) << 2);
    const taught = teacher + ((<usize>r * <usize>(positions * teacherChannels)) << 2);
    const gradient = dStudent + ((<usize>r * <usize>values) << 2);
    const ownNorm = normOf(own, positions, studentChannels);
    const taughtNorm = normOf(taught, positions, teacherChannels);
    let squares: f64 = 0;
    let along: f64 = 0;
    for (let p = 0; p < positions; p++) {
      const map = shareOf(squaresAt(own, p, studentChannels), ownNorm);
      const difference = map - shareOf(squaresAt(taught, p, teacherChannels), taughtNorm);
      squares += difference * difference;
      along += difference * map;
    }
    for (let p = 0; p < positions; p++) {
      const map = shareOf(squaresAt(own, p, studentChannels), ownNorm);
      const difference = map - shareOf(squaresAt(taught, p, teacherChannels), taughtNorm);
      const slope = shareOf(difference - map * along, ownNorm);
      const factor = (2 * weight * slope) / <f64>positions / <f64>batch;
      for (let i = p * studentChannels; i < (p + 1) * studentChannels; i++) {
        store<f32>(gradient + ((<usize>i) << 2), <f32>(factor * floatAt(own, i)));
      }
    }
    addTo(loss, r, ((weight / 2) * squares) / <f64>positions);
  }
}
