// How much a run computes: told before each long stage starts, and refused where it is more than kd.yaml allows.
import { attempt, type Outcome, reject } from '../base/problem.ts';
import type { WorkLimits } from '../config/limits.ts';
import type { OnProgress } from './progress.ts';

/** A stage of a model's run, before it starts. */
export interface PlannedWork {
  readonly model: string;
  readonly stage: string;
  /** Multiply-accumulates. */
  readonly macs: number;
}

/** Adds to what the run has computed. Problem: `limits/work`. */
export type Spend = (planned: PlannedWork) => Outcome<void>;

/** Of one run: all models and stages together. */
export function spendWithin(limits: WorkLimits, onProgress: OnProgress): Spend {
  let spent = 0;
  return ({ model, stage, macs }) =>
    attempt(() => {
      spent += macs;
      onProgress({ model, stage, note: `about ${describeMacs(macs)}` });
      if (spent <= limits.work) return;
      const total = spent > macs ? `, ${describeMacs(spent)} with all before it,` : '';
      const message = `${stage} needs about ${describeMacs(macs)}${total} and limits.work is ${limits.text}`;
      const raised = `limits: { work: ${describeMacs(2 * spent)} }`;
      const advice = `train or test on fewer samples, for fewer epochs, or raise it, for example "${raised}"`;
      reject('limits/work', `${message}; ${advice}`);
    });
}

const PREFIXES = ['', 'k', 'M', 'G', 'T'] as const;

/** `6.5 GMACs` */
export function describeMacs(macs: number): string {
  const power = PREFIXES.findLastIndex((_, i) => i === 0 || macs >= 1000 ** i);
  return `${Number((macs / 1000 ** power).toPrecision(2))} ${PREFIXES[power]}MACs`;
}
