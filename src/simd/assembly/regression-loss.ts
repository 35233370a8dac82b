// Squared and Huber's errors of real values against the data and a teacher, computed in float64 and rounded once.
import { floatAt } from './float-at';

/** delta 0: squares. */
function errorOf(difference: f64, delta: f64): f64 {
  if (delta === 0) return difference * difference;
  const size = abs<f64>(difference);
  return size <= delta ? 0.5 * difference * difference : delta * (size - 0.5 * delta);
}

function slopeOf(difference: f64, delta: f64): f64 {
  return delta === 0 ? 2 * difference : min<f64>(max<f64>(difference, -delta), delta);
}

export function regressionLoss(
  z: usize,
  targets: usize,
  teacher: usize,
  loss: usize,
  dz: usize,
  outputs: i32,
  alpha: f64,
  delta: f64,
  batch: i32,
  from: i32,
  to: i32,
): void {
  const rowBytes = (<usize>outputs) << 2;
  const parts = <f64>batch * <f64>outputs;
  for (let r = from; r < to; r++) {
    const offset = <usize>r * rowBytes;
    let sum: f64 = 0;
    for (let c = 0; c < outputs; c++) {
      const answer = floatAt(z + offset, c);
      const fromData = answer - floatAt(targets + offset, c);
      let error = errorOf(fromData, delta);
      let slope = slopeOf(fromData, delta);
      if (teacher !== 0) {
        const fromTeacher = answer - floatAt(teacher + offset, c);
        error = alpha * error + (1 - alpha) * errorOf(fromTeacher, delta);
        slope = alpha * slope + (1 - alpha) * slopeOf(fromTeacher, delta);
      }
      sum += error;
      store<f32>(dz + offset + ((<usize>c) << 2), <f32>(slope / parts));
    }
    store<f32>(loss + ((<usize>r) << 2), <f32>(sum / <f64>outputs));
  }
}
