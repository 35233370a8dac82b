// How well scores tell two kinds of samples apart: the area under the ROC curve, and the points of the curve itself.

/** Samples from the greatest score to the least; samples with the same score share a step of the curve. */
export interface Ranking {
  readonly order: Int32Array;
  /** Where the steps begin in `order`, and the number of samples at the end. */
  readonly steps: Int32Array;
}

export function rankingOf(scores: ArrayLike<number>): Ranking {
  const order = Int32Array.from({ length: scores.length }, (_, n) => n).sort((a, b) => scores[b] - scores[a] || a - b);
  const steps = [...order.keys()].filter((i) => i === 0 || scores[order[i]] !== scores[order[i - 1]]);
  return { order, steps: Int32Array.from([...steps, scores.length]) };
}

/** How often each sample counts; once where nothing is said. */
export type Weights = ArrayLike<number>;

/** Calls back once a step with what it has of both kinds. */
function walk(
  { order, steps }: Ranking,
  isPositive: ArrayLike<number>,
  weights: Weights | undefined,
  take: (positives: number, negatives: number) => void,
): void {
  for (let step = 0; step + 1 < steps.length; step++) {
    let [positives, negatives] = [0, 0];
    for (let i = steps[step]; i < steps[step + 1]; i++) {
      const weight = weights ? weights[order[i]] : 1;
      if (isPositive[order[i]] > 0) positives += weight;
      else negatives += weight;
    }
    take(positives, negatives);
  }
}

/**
 * How often a positive sample has the greater score of a pair, ties counted half (Mann, Whitney 1947; Hanley, McNeil
 * 1982). Undefined without samples of both kinds.
 */
export function areaOf(ranking: Ranking, isPositive: ArrayLike<number>, weights?: Weights): number | undefined {
  let [pairs, above, below] = [0, 0, 0];
  walk(ranking, isPositive, weights, (positives, negatives) => {
    // Those of this step beat half of its negatives, and those above it beat all of them.
    pairs += negatives * (above + positives / 2);
    above += positives;
    below += negatives;
  });
  return above > 0 && below > 0 ? pairs / (above * below) : undefined;
}

/** A product of a rate and a count that is meant to be whole is a little more or less in binary. */
const ROUNDING = 1e-9;

/**
 * The greatest share of the positive samples that a threshold finds which lets at most `rate` of the negative ones
 * through: the highest point of the ROC curve left of it. Undefined without samples of both kinds.
 */
export function recallAtRate(
  ranking: Ranking,
  isPositive: ArrayLike<number>,
  rate: number,
  weights?: Weights,
): number | undefined {
  let [all, others] = [0, 0];
  walk(ranking, isPositive, weights, (positives, negatives) => {
    all += positives;
    others += negatives;
  });
  if (all === 0 || others === 0) return undefined;
  let [found, passed, best] = [0, 0, 0];
  walk(ranking, isPositive, weights, (positives, negatives) => {
    found += positives;
    passed += negatives;
    if (passed <= rate * others + ROUNDING) best = found;
  });
  return best / all;
}
