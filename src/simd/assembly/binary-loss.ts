// Sigmoid and the losses of outputs that are yes or no, computed in float64 and rounded once.
import { exp, log } from './elementary';
import { floatAt } from './float-at';

function sigmoid(x: f64): f64 {
  return 1 / (1 + exp(-x));
}

/** log(1 + e^x), for any x. */
function softplus(x: f64): f64 {
  return max<f64>(x, 0) + log(1 + exp(-abs<f64>(x)));
}

export function binaryLoss(
  z: usize,
  targets: usize,
  teacher: usize,
  loss: usize,
  dz: usize,
  outputs: i32,
  alpha: f64,
  temperature: f64,
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
      const logit = floatAt(z + offset, c);
      const wanted = floatAt(targets + offset, c);
      const hard = softplus(logit) - wanted * logit;
      const push = sigmoid(logit) - wanted;
      const into = dz + offset + ((<usize>c) << 2);
      if (teacher === 0) {
        sum += hard;
        store<f32>(into, <f32>(push / parts));
        continue;
      }
      const s = logit / temperature;
      const t = floatAt(teacher + offset, c) / temperature;
      const share = sigmoid(t);
      const divergence = softplus(s) - share * s - (softplus(t) - share * t);
      sum += alpha * hard + (1 - alpha) * temperature * temperature * divergence;
      const pull = sigmoid(s) - share;
      store<f32>(into, <f32>((alpha * push + (1 - alpha) * temperature * pull) / parts));
    }
    store<f32>(loss + ((<usize>r) << 2), <f32>(sum / <f64>outputs));
  }
}

export function sigmoidForward(x: usize, y: usize, from: i32, to: i32): void {
  for (let i = from; i < to; i++) {
    store<f32>(y + ((<usize>i) << 2), <f32>sigmoid(floatAt(x, i)));
  }
}
