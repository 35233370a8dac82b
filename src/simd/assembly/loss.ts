// Softmax and the distillation loss of Hinton, Vinyals, Dean (2015), computed in float64 and rounded once.
import { exp, log } from './elementary';
import { floatAt } from './float-at';

/** The greatest of logits / temperature. */
export function greatestOf(row: usize, classes: i32, temperature: f64): f64 {
  let greatest: f64 = -Infinity;
  for (let c = 0; c < classes; c++) greatest = max<f64>(floatAt(row, c) / temperature, greatest);
  return greatest;
}

/** The sum of exp(logit / temperature - greatest). */
export function sumOf(row: usize, classes: i32, temperature: f64, greatest: f64): f64 {
  let sum: f64 = 0;
  for (let c = 0; c < classes; c++) sum += exp(floatAt(row, c) / temperature - greatest);
  return sum;
}

/** The sum of a row. */
export function totalOf(row: usize, classes: i32): f64 {
  let total: f64 = 0;
  for (let c = 0; c < classes; c++) total += floatAt(row, c);
  return total;
}

/** Of targets: the sum of target * (logSum - logit). Zeros are left out: 0 * infinity is NaN. */
export function crossEntropyOf(targets: usize, row: usize, classes: i32, greatest: f64, logSum: f64): f64 {
  let sum: f64 = 0;
  for (let c = 0; c < classes; c++) {
    const target = floatAt(targets, c);
    if (target !== 0) sum += target * (logSum - (floatAt(row, c) - greatest));
  }
  return sum;
}

export function distillLoss(
  z: usize,
  targets: usize,
  teacher: usize,
  loss: usize,
  dz: usize,
  classes: i32,
  alpha: f64,
  temperature: f64,
  batch: i32,
  from: i32,
  to: i32,
): void {
  const rowBytes = (<usize>classes) << 2;
  for (let r = from; r < to; r++) {
    const student = z + <usize>r * rowBytes;
    const gradient = dz + <usize>r * rowBytes;
    const wanted = targets + <usize>r * rowBytes;
    const weight = totalOf(wanted, classes);
    const hardGreatest = greatestOf(student, classes, 1);
    const hardSum = sumOf(student, classes, 1, hardGreatest);
    const crossEntropy = crossEntropyOf(wanted, student, classes, hardGreatest, log(hardSum));
    if (teacher === 0) {
      store<f32>(loss + ((<usize>r) << 2), <f32>crossEntropy);
      for (let c = 0; c < classes; c++) {
        const push = weight * (exp(floatAt(student, c) - hardGreatest) / hardSum) - floatAt(wanted, c);
        store<f32>(gradient + ((<usize>c) << 2), <f32>(push / <f64>batch));
      }
      continue;
    }
    const goal = teacher + <usize>r * rowBytes;
    const softGreatest = greatestOf(student, classes, temperature);
    const softSum = sumOf(student, classes, temperature, softGreatest);
    const goalGreatest = greatestOf(goal, classes, temperature);
    const goalSum = sumOf(goal, classes, temperature, goalGreatest);
    const constant = softGreatest + log(softSum) - (goalGreatest + log(goalSum));
    let divergence: f64 = 0;
    for (let c = 0; c < classes; c++) {
      const s = floatAt(student, c) / temperature;
      const t = floatAt(goal, c) / temperature;
      const share = exp(t - goalGreatest) / goalSum;
      divergence += share * (t - s + constant);
      const pull = exp(s - softGreatest) / softSum - share;
      const push = weight * (exp(floatAt(student, c) - hardGreatest) / hardSum) - floatAt(wanted, c);
      const slope = (alpha * push + (1 - alpha) * temperature * pull) / <f64>batch;
      store<f32>(gradient + ((<usize>c) << 2), <f32>slope);
    }
    const value = alpha * crossEntropy + (1 - alpha) * temperature * temperature * divergence;
    store<f32>(loss + ((<usize>r) << 2), <f32>value);
  }
}

export function softmaxForward(x: usize, y: usize, classes: i32, from: i32, to: i32): void {
  for (let r = from; r < to; r++) {
    const row = <usize>r * ((<usize>classes) << 2);
    const greatest = greatestOf(x + row, classes, 1);
    const sum = sumOf(x + row, classes, 1, greatest);
    for (let c = 0; c < classes; c++) {
      const at = row + ((<usize>c) << 2);
      store<f32>(y + at, <f32>(exp(<f64>load<f32>(x + at) - greatest) / sum));
    }
  }
}
