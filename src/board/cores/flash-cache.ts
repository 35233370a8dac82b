// What a core reads from flash outside the chip during one inference: lines of weights and code that its cache has not
// kept, or could not keep.

export interface FlashCache {
  readonly bytes: number;
  readonly ways: number;
  readonly lineBytes: number;
  /** What a kernel's code and all around it take, read anew in each inference: others have evicted it. */
  readonly codeBytes: number;
}

/** Weights, and how often all of them are read, one pass after another. */
export interface Weights {
  readonly weightBytes: number;
  readonly weightPasses: number;
}

export const linesOf = (bytes: number, { lineBytes }: FlashCache) => Math.ceil(bytes / lineBytes);

/** Lines that the cache fetches for weights: each once, and on every further pass those that the last one evicted. */
export function weightLines({ weightBytes, weightPasses }: Weights, cache: FlashCache): number {
  return linesOf(weightBytes, cache) + Math.max(0, weightPasses - 1) * evictedByOnePass(weightBytes, cache);
}

/** The least recently used line of a set goes first: where more lines share a set than it has ways, none of them is
 * still there when the pass comes back to it. */
function evictedByOnePass(weightBytes: number, cache: FlashCache): number {
  const sets = cache.bytes / cache.ways / cache.lineBytes;
  const lines = linesOf(weightBytes, cache);
  const [inEach, more] = [Math.floor(lines / sets), lines % sets];
  if (inEach > cache.ways) return lines;
  return inEach === cache.ways ? more * (inEach + 1) : 0;
}
