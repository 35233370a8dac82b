// Softmax and the distillation loss of Hinton, Vinyals, Dean (2015), computed in float64 and rounded once.
import { exp, log } from './elementary';

function logit(row: usize, c: i32): f64 {
  return <f64>load<f32>(row + ((<usize>c) << 2));
}

/** The greatest of logits / temperature. */
function greatestOf(row: usize, classes: i32, temperature: f64): f64 {
  let greatest: f64 = -Infinity;
  for (let c = 0; c < classes; c++) greatest = max<f64>(logit(row, c) / temperature, greatest);
  return greatest;
}

/** The sum of exp(logit / temperature - greatest). */
function sumOf(row: usize, classes: i32, temperature: f64, greatest: f64): f64 {
  let sum: f64 = 0;
  for (let c = 0; c < classes; c++) sum += exp(logit(row, c) / temperature - greatest);
  return sum;
}

export function distillLoss(
  z: usize,
  labels: usize,
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
    const label = load<i32>(labels + ((<usize>r) << 2));
    const hardGreatest = greatestOf(student, classes, 1);
    const hardSum = sumOf(student, classes, 1, hardGreatest);
    const crossEntropy = log(hardSum) - (logit(student, label) - hardGreatest);
    if (teacher === 0) {
      store<f32>(loss + ((<usize>r) << 2), <f32>crossEntropy);
      for (let c = 0; c < classes; c++) {
        const push = exp(logit(student, c) - hardGreatest) / hardSum - <f64>(c === label);
        store<f32>(gradient + ((<usize>c) << 2), <f32>(push / <f64>batch));
      }
      continue;
    }
    const target = teacher + <usize>r * rowBytes;
    const softGreatest = greatestOf(student, classes, temperature);
    const softSum = sumOf(student, classes, temperature, softGreatest);
    const goalGreatest = greatestOf(target, classes, temperature);
    const goalSum = sumOf(target, classes, temperature, goalGreatest);
    const constant = softGreatest + log(softSum) - (goalGreatest + log(goalSum));
    let divergence: f64 = 0;
    for (let c = 0; c < classes; c++) {
      const s = logit(student, c) / temperature;
      const t = logit(target, c) / temperature;
      const wanted = exp(t - goalGreatest) / goalSum;
      divergence += wanted * (t - s + constant);
      const pull = exp(s - softGreatest) / softSum - wanted;
      const push = exp(logit(student, c) - hardGreatest) / hardSum - <f64>(c === label);
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
