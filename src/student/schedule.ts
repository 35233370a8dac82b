// The learning rate of every step.
import { cos } from '../base/elementary.ts';
import type { ScheduleParams } from './params.ts';

export interface Span {
  readonly epochs: number;
  readonly stepsPerEpoch: number;
}

/** The share of the epochs over which the rate rises where kd.yaml doesn't say. */
const WARMUP = 0.05;

/** The rate at a step counted from 0. Cosine: Loshchilov and Hutter 2017, equation 5, one cycle down to zero. */
export function learningRateAt(
  step: number,
  highest: number,
  schedule: ScheduleParams,
  { epochs, stepsPerEpoch }: Span,
): number {
  const warmup = Math.round((schedule.warmup ?? WARMUP * epochs) * stepsPerEpoch);
  if (step < warmup) return (highest * (step + 1)) / (warmup + 1);
  if (schedule.kind === 'constant') return highest;
  if (schedule.kind === 'cosine') {
    const progress = (step - warmup) / (epochs * stepsPerEpoch - warmup);
    return highest * 0.5 * (1 + cos(Math.PI * progress));
  }
  let rate = highest;
  for (let passed = Math.floor(step / (schedule.every * stepsPerEpoch)); passed > 0; passed--) rate *= schedule.factor;
  return rate;
}
