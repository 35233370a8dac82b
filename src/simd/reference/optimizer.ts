// One step of Adam and of SGD with momentum. The constants are derived in float64 and rounded once.
import type { FloatKernels } from '../float-kernels.ts';
import { f32 } from './float32.ts';

type OptimizerKernels = Pick<FloatKernels, 'adamStep' | 'sgdStep'>;

export function optimizer(buffer: SharedArrayBuffer): OptimizerKernels {
  const value = new Float32Array(buffer);
  return {
    // p -= (learningRate / correction1) * m / (sqrt(v) / sqrt(correction2) + epsilon)
    adamStep(parameter, gradient, m, v, learningRate, beta1, beta2, epsilon, correction1, correction2, from, to) {
      const [ps, gs, ms, vs] = [parameter >>> 2, gradient >>> 2, m >>> 2, v >>> 2];
      const [b1, b2, rest1, rest2] = [f32(beta1), f32(beta2), f32(1 - beta1), f32(1 - beta2)];
      const [rate, root, tiny] = [f32(learningRate / correction1), f32(1 / Math.sqrt(correction2)), f32(epsilon)];
      for (let i = from; i < to; i++) {
        const g = value[gs + i];
        const first = f32(f32(b1 * value[ms + i]) + f32(rest1 * g));
        const second = f32(f32(b2 * value[vs + i]) + f32(rest2 * f32(g * g)));
        value[ms + i] = first;
        value[vs + i] = second;
        const denominator = f32(f32(f32(Math.sqrt(second)) * root) + tiny);
        value[ps + i] = f32(value[ps + i] - f32(f32(rate * first) / denominator));
      }
    },
    sgdStep(parameter, gradient, velocity, learningRate, momentum, weightDecay, nesterov, from, to) {
      const [ps, gs, vs] = [parameter >>> 2, gradient >>> 2, velocity >>> 2];
      const [rate, mu, decay] = [f32(learningRate), f32(momentum), f32(weightDecay)];
      for (let i = from; i < to; i++) {
        const g = f32(value[gs + i] + f32(decay * value[ps + i]));
        const v = f32(f32(mu * value[vs + i]) + g);
        value[vs + i] = v;
        const step = nesterov ? f32(g + f32(mu * v)) : v;
        value[ps + i] = f32(value[ps + i] - f32(rate * step));
      }
    },
  };
}
