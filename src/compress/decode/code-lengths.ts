// How long each symbol's code word is: optimal among those of at most `limit` bits, by package-merge.
// Larmore, Hirschberg, A fast algorithm for optimal length-limited Huffman codes (1990).

/**
 * `counts`: how often each symbol occurs, from the rarest on; there are at least 2 and at most 2^limit. Lengths fall in
 * that order.
 */
export function codeLengths(counts: readonly number[], limit: number): readonly number[] {
  const levels = packageLevels(counts, limit);
  const lengths = counts.map(() => 0);
  // Of the last level the first 2n - 2 are taken, and of each level before it what their packages hold.
  let taken = 2 * counts.length - 2;
  for (const isPackage of levels.toReversed()) {
    const packages = isPackage.slice(0, taken).filter(Boolean).length;
    for (let symbol = 0; symbol < taken - packages; symbol++) lengths[symbol]++;
    taken = 2 * packages;
  }
  return lengths;
}

/** By level: what stands in its list, sorted by weight: a symbol, or a package of two from the level before. */
function packageLevels(counts: readonly number[], limit: number): readonly (readonly boolean[])[] {
  const levels: boolean[][] = [];
  let packages: number[] = [];
  for (let level = 0; level < limit; level++) {
    const isPackage: boolean[] = [];
    const weights: number[] = [];
    let [symbol, pack] = [0, 0];
    while (symbol < counts.length || pack < packages.length) {
      const takesPackage = symbol === counts.length || packages[pack] < counts[symbol];
      isPackage.push(takesPackage);
      weights.push(takesPackage ? packages[pack++] : counts[symbol++]);
    }
    levels.push(isPackage);
    packages = Array.from({ length: weights.length >> 1 }, (_, i) => weights[2 * i] + weights[2 * i + 1]);
  }
  return levels;
}
