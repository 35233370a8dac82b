// Decoupled knowledge distillation (Zhao et al. 2022, equation 7), computed in float64 and rounded once.
import { exp, log } from './elementary';
import { floatAt } from './float-at';
import { crossEntropyOf, greatestOf, sumOf, totalOf } from './loss';

/** The class with the greatest target, the first among equals. */
function targetOf(row: usize, classes: i32): i32 {
  let best = 0;
  for (let c = 1; c < classes; c++) if (floatAt(row, c) > floatAt(row, best)) best = c;
  return best;
}

/** The greatest of logits / temperature but for the target's. */
function greatestOther(row: usize, classes: i32, target: i32, temperature: f64): f64 {
  let greatest: f64 = -Infinity;
  for (let c = 0; c < classes; c++) {
    if (c !== target) greatest = max<f64>(floatAt(row, c) / temperature, greatest);
  }
  return greatest;
}

/** The sum of exp(logit / temperature - greatest) but for the target's. */
function sumOfOthers(row: usize, classes: i32, target: i32, temperature: f64, greatest: f64): f64 {
  let sum: f64 = 0;
  for (let c = 0; c < classes; c++) if (c !== target) sum += exp(floatAt(row, c) / temperature - greatest);
  return sum;
}

/** log(1 / (1 + exp(-x))) */
function logSigmoid(x: f64): f64 {
  return min<f64>(x, 0) - log(1 + exp(-abs<f64>(x)));
}

/** 0 * infinity is NaN. */
function share(p: f64, difference: f64): f64 {
  return p === 0 ? 0 : p * difference;
}

export function decoupledLoss(
  z: usize,
  targets: usize,
  teacher: usize,
  loss: usize,
  dz: usize,
  classes: i32,
  labels: f64,
  alpha: f64,
  beta: f64,
  temperature: f64,
  batch: i32,
  from: i32,
  to: i32,
): void {
  for (let r = from; r < to; r++) {
    const at = (<usize>r * <usize>classes) << 2;
    const student = z + at;
    const wanted = targets + at;
    const goal = teacher + at;
    const weight = totalOf(wanted, classes);
    const hardGreatest = greatestOf(student, classes, 1);
    const hardSum = sumOf(student, classes, 1, hardGreatest);
    const target = targetOf(wanted, classes);
    const sGreatest = greatestOther(student, classes, target, temperature);
    const sSum = sumOfOthers(student, classes, target, temperature, sGreatest);
    const tGreatest = greatestOther(goal, classes, target, temperature);
    const tSum = sumOfOthers(goal, classes, target, temperature, tGreatest);
    const sOdds = floatAt(student, target) / temperature - (sGreatest + log(sSum));
    const tOdds = floatAt(goal, target) / temperature - (tGreatest + log(tSum));
    const own = exp(logSigmoid(sOdds));
    const taught = exp(logSigmoid(tOdds));
    const ofTarget =
      share(taught, logSigmoid(tOdds) - logSigmoid(sOdds)) +
      share(exp(logSigmoid(-tOdds)), logSigmoid(-tOdds) - logSigmoid(-sOdds));
    const constant = sGreatest + log(sSum) - (tGreatest + log(tSum));
    let ofOthers: f64 = 0;
    for (let c = 0; c < classes; c++) {
      let pull = alpha * (own - taught);
      if (c !== target) {
        const a = floatAt(student, c) / temperature;
        const b = floatAt(goal, c) / temperature;
        const p = exp(a - sGreatest) / sSum;
        const q = exp(b - tGreatest) / tSum;
        ofOthers += share(q, b - a + constant);
        pull = beta * (p - q) - pull * p;
      }
      const push = weight * (exp(floatAt(student, c) - hardGreatest) / hardSum) - floatAt(wanted, c);
      store<f32>(dz + at + ((<usize>c) << 2), <f32>((labels * push + temperature * pull) / <f64>batch));
    }
    const hard = crossEntropyOf(wanted, student, classes, hardGreatest, log(hardSum));
    const soft = temperature * temperature * (alpha * ofTarget + beta * ofOthers);
    store<f32>(loss + ((<usize>r) << 2), <f32>(labels * hard + soft));
  }
}
