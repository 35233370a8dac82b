// Which candidates are trained, in which order: the smallest change that may pass first, and none that can't be
// expected to where one like it has failed.
import type { JudgedCandidate } from './judged.ts';

export interface Trial {
  readonly passes: boolean;
  /** How far it is from passing, as a share of the budgets that it fails. */
  readonly shortfall: number;
}

/** Trains one; undefined where the work that was granted doesn't suffice. */
export type Attempt = (candidate: JudgedCandidate) => Promise<Trial | undefined>;

interface Failure {
  readonly candidate: JudgedCandidate;
  readonly shortfall: number;
}

/** How often a change that passed is made smaller again. */
const MOST_REFINEMENTS = 6;

/** `queue`: those that fit, the smallest change first. The smallest that passed, if any did. */
export async function searchPassing(
  queue: readonly JudgedCandidate[],
  attempt: Attempt,
): Promise<JudgedCandidate | undefined> {
  const failures: Failure[] = [];
  let open = [...queue];
  while (true) {
    const next = open.find((candidate) => !isHopeless(candidate, failures));
    const trial = next && (await attempt(next));
    if (!next || !trial) return undefined;
    if (trial.passes) return refine(next, queue, failures, attempt);
    failures.push({ candidate: next, shortfall: trial.shortfall });
    open = open.filter((candidate) => candidate !== next);
  }
}

/** Of the same kind of change the middle between what failed and what passed, again and again. */
async function refine(
  passed: JudgedCandidate,
  queue: readonly JudgedCandidate[],
  failures: readonly Failure[],
  attempt: Attempt,
): Promise<JudgedCandidate> {
  const failed = failures.map(({ candidate }) => candidate);
  let best = passed;
  for (let i = 0; i < MOST_REFINEMENTS; i++) {
    const between = queue.filter((candidate) => {
      const isSmaller = candidate.family === best.family && candidate.size < best.size;
      return isSmaller && !failed.some((other) => other === candidate || isPart(candidate, other, 1));
    });
    const next = between[Math.floor(between.length / 2)];
    const trial = next && (await attempt(next));
    if (!next || !trial) return best;
    if (trial.passes) best = next;
    else failed.push(next);
  }
  return best;
}

/** A network of the same form with no more of anything learns no more. What grows has to grow enough to matter. */
function isHopeless(candidate: JudgedCandidate, failures: readonly Failure[]): boolean {
  return failures.some(({ candidate: failed, shortfall }) => {
    const margin = 1 + Math.min(0.5, 4 * shortfall);
    return isPart(candidate, failed, margin) || (failed.grows && candidate.grows && isTooSmall(candidate, failed));
  });
}

function isPart(candidate: JudgedCandidate, failed: JudgedCandidate, margin: number): boolean {
  if (candidate.family !== failed.family) return false;
  if (candidate.grows) return candidate.size <= failed.size * margin;
  return candidate.parameters <= failed.parameters * margin && candidate.macs <= failed.macs * margin;
}

const GROWTH = 1.3;

/** Each step of what grows is larger than the one before, whatever grows. */
function isTooSmall(candidate: JudgedCandidate, failed: JudgedCandidate): boolean {
  return candidate.size < failed.size * GROWTH;
}
