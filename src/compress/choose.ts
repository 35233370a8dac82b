// `mode: auto`: the first attempt that loses little enough on validation data, or else the best of all.
import { attemptLater, must, type Outcome } from '../base/problem.ts';
import { ATTEMPTS, type Attempt, type Candidate, type MakeCandidate } from './attempts.ts';
import type { FixedParams } from './params.ts';

export interface Choosing {
  readonly make: MakeCandidate;
  /** Where the attempts start: int8, all values, no correction. */
  readonly params: FixedParams;
  /** Right answers on validation data, never on the test set. */
  judge(candidate: Candidate): Promise<Outcome<number>>;
  /** The fewest right answers that end the search. */
  readonly enough: number;
  /** Told before each attempt. */
  readonly onAttempt?: (name: string) => void;
}

/** What an attempt made, and how it was judged. */
export interface AttemptResult {
  readonly name: string;
  readonly candidate: Candidate;
  readonly correct: number;
}

export interface Choice {
  readonly chosen: Candidate;
  /** In the order of the attempts. */
  readonly tried: readonly AttemptResult[];
  readonly isEnough: boolean;
}

/**
 * Every attempt is made and judged once at most, so what is chosen is never worse than the first, plain min-max. Among
 * candidates with as many right answers the one with the least noise in its output, among those the earlier.
 */
export function chooseCandidate(
  { make, params, judge, enough, onAttempt }: Choosing,
  attempts: readonly Attempt[] = ATTEMPTS,
): Promise<Outcome<Choice>> {
  return attemptLater(async () => {
    const tried: AttemptResult[] = [];
    let best: { readonly candidate: Candidate; readonly correct: number } | undefined;
    for (const { name, run } of attempts) {
      onAttempt?.(name);
      const candidate = must(await run(make, params, best?.candidate));
      const correct = must(await judge(candidate));
      tried.push({ name, candidate, correct });
      const isBetter =
        !best || correct > best.correct || (correct === best.correct && isQuieter(candidate, best.candidate));
      if (isBetter) best = { candidate, correct };
      if (correct >= enough) break;
    }
    if (!best) throw new Error('there is nothing to try');
    return { chosen: best.candidate, tried, isEnough: best.correct >= enough };
  });
}

/** A dearer kind of numbers has to answer better, not only with less noise; so has what was trained again, whose noise
 * is that of another float network. */
function isQuieter(a: Candidate, b: Candidate): boolean {
  if (a.isAware !== b.isAware) return false;
  return a.params.mode === b.params.mode && a.result.noise.output < b.result.noise.output;
}
