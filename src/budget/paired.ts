// Two models on the same test samples: McNemar's exact test, and an interval for the difference of their accuracies.
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

export interface PairedTest {
  readonly total: number;
  /** Samples that only the baseline answers right, and that only the new model answers right. */
  readonly lost: number;
  readonly gained: number;
  /** Accuracy of the new model minus that of the baseline, as a share, and its 95 % interval. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** How likely at least as many losses are among the changed answers if both models were equally good. */
  readonly pDrop: number;
}

/** A drop is told from chance at this level. */
export const SIGNIFICANCE = 0.05;

/** The two-sided 95 % quantile of the normal distribution. */
const Z = 1.959963984540054;

/** `baseline` and `now` hold 1 for each sample answered right, in the same order. */
export function comparePaired(baseline: Uint8Array, now: Uint8Array): PairedTest {
  const total = now.length;
  let both = 0;
  let lost = 0;
  let gained = 0;
  for (let i = 0; i < total; i++) {
    if (baseline[i] && now[i]) both++;
    else if (baseline[i]) lost++;
    else if (now[i]) gained++;
  }
  const [low, high] = differenceInterval(both, gained, lost, total - both - gained - lost);
  return { total, lost, gained, difference: (gained - lost) / total, low, high, pDrop: exactTail(lost, gained) };
}

/**
 * P(X >= successes) for X of Binomial(successes + failures, 1/2): McNemar's exact test, one-sided (McNemar 1947).
 * Terms are relative to the middle one, so that no power of two underflows for any count.
 */
export function exactTail(successes: number, failures: number): number {
  const n = successes + failures;
  const middle = Math.floor(n / 2);
  let sum = 0;
  let tail = 0;
  const add = (k: number, term: number) => {
    sum += term;
    if (k >= successes) tail += term;
  };
  let term = 1;
  for (let k = middle; k >= 0 && term > 0; k--) {
    add(k, term);
    term = (term * k) / (n - k + 1);
  }
  term = (n - middle) / (middle + 1);
  for (let k = middle + 1; k <= n && term > 0; k++) {
    add(k, term);
    term = (term * (n - k)) / (k + 1);
  }
  return tail / sum;
}

/** The least number of changed answers, all of them losses, that can be told from chance: 5 at a level of 5 %. */
export const LEAST_LOSSES = leastLosses();

function leastLosses(): number {
  let losses = 1;
  while (exactTail(losses, 0) > SIGNIFICANCE) losses++;
  return losses;
}

/** Why a test set can't resolve a drop of `share`, or undefined where it can. */
export function tooSmallFor(share: number, total: number): string | undefined {
  const enough = Math.ceil((LEAST_LOSSES - 1) / share);
  if (share <= 0 || total >= enough) return undefined;
  const samples = (share * total).toFixed(1);
  return (
    `the budget is ${samples} of ${total} test samples, and fewer than ${LEAST_LOSSES} changed answers ` +
    `can't be told from chance; test on at least ${enough} samples or allow a larger drop`
  );
}

/**
 * 95 % interval of p1 - p2 for paired shares: score limits, correlation corrected for continuity.
 * Method 10 of Newcombe 1998: "Improved confidence intervals for the difference between binomial proportions based on
 * paired data", Statistics in Medicine 17.
 * `first`: right only with the first model, `second`: only with the second.
 */
export function differenceInterval(
  both: number,
  first: number,
  second: number,
  neither: number,
): readonly [number, number] {
  const n = both + first + second + neither;
  if (n === 0) return [0, 0];
  const p1 = (both + first) / n;
  const p2 = (both + second) / n;
  const [l1, u1] = wilson(p1, n);
  const [l2, u2] = wilson(p2, n);
  const phi = correlation(both, first, second, neither);
  const down = (p1 - l1) * (p1 - l1) - 2 * phi * (p1 - l1) * (u2 - p2) + (u2 - p2) * (u2 - p2);
  const up = (u1 - p1) * (u1 - p1) - 2 * phi * (u1 - p1) * (p2 - l2) + (p2 - l2) * (p2 - l2);
  const difference = (first - second) / n;
  return [difference - Math.sqrt(Math.max(0, down)), difference + Math.sqrt(Math.max(0, up))];
}

function correlation(both: number, first: number, second: number, neither: number): number {
  const n = both + first + second + neither;
  const margins = (both + first) * (second + neither) * (both + second) * (first + neither);
  if (margins === 0) return 0;
  const raw = both * neither - first * second;
  const corrected = raw > 0 ? Math.max(raw - n / 2, 0) : raw;
  return corrected / Math.sqrt(margins);
}

/** Wilson's score interval (1927). */
function wilson(p: number, n: number): readonly [number, number] {
  const z2 = Z * Z;
  const middle = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n))) / (1 + z2 / n);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** One bit a sample, the first in the lowest bit of the first byte, as hexadecimal. */
export function packAnswers(right: Uint8Array): string {
  const bytes = new Uint8Array(Math.ceil(right.length / 8));
  for (let i = 0; i < right.length; i++) if (right[i]) bytes[i >> 3] |= 1 << (i & 7);
  return bytesToHex(bytes);
}

/** The inverse of `packAnswers`; undefined where the text doesn't hold `total` bits. */
export function unpackAnswers(text: string, total: number): Uint8Array | undefined {
  if (!/^([0-9a-f]{2})*$/.test(text) || text.length !== 2 * Math.ceil(total / 8)) return undefined;
  const bytes = hexToBytes(text);
  return Uint8Array.from({ length: total }, (_, i) => (bytes[i >> 3] >> (i & 7)) & 1);
}
