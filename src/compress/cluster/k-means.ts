// K-means on a line: seeds by k-means++ (Arthur, Vassilvitskii 2007), then Lloyd's iterations. Some centroids may be
// pinned: they take members, but stay where they are.
import type { Random } from '../../base/random.ts';

/** Lloyd's iterations on a line end long before this. */
const MOST_ITERATIONS = 200;

/** At most `count` centroids, rising, the pinned ones among them; fewer where there are fewer different values. */
export function kMeans(values: Float64Array, count: number, pinned: readonly number[], source: Random): Float64Array {
  const sorted = Float64Array.from(values).sort();
  const free = seeds(sorted, count - pinned.length, pinned, source);
  let centroids = rising(pinned, free);
  const sums = prefixSums(sorted);
  for (let iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
    const ends = endsOf(sorted, centroids);
    let isMoved = false;
    const next = centroids.map((centroid, k) => {
      const from = k === 0 ? 0 : ends[k - 1];
      if (pinned.includes(centroid) || ends[k] === from) return centroid;
      const mean = (sums[ends[k]] - sums[from]) / (ends[k] - from);
      isMoved ||= mean !== centroid;
      return mean;
    });
    centroids = next;
    if (!isMoved) break;
  }
  return centroids;
}

/** The nearest centroid, the lower of two that are as near. */
export function nearest(centroids: Float64Array, value: number): number {
  let [low, high] = [0, centroids.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= (centroids[middle] + centroids[middle + 1]) / 2) high = middle;
    else low = middle + 1;
  }
  return low;
}

function rising(pinned: readonly number[], free: readonly number[]): Float64Array {
  return Float64Array.from([...new Set([...pinned, ...free])]).sort();
}

/** Each is drawn with a probability that grows with the squared distance to the nearest one so far. */
function seeds(sorted: Float64Array, count: number, pinned: readonly number[], source: Random): readonly number[] {
  const chosen: number[] = [];
  const distances = new Float64Array(sorted.length).fill(pinned.length === 0 ? 1 : Number.POSITIVE_INFINITY);
  const near = (centroid: number) => {
    for (let i = 0; i < sorted.length; i++) {
      const distance = (sorted[i] - centroid) ** 2;
      if (chosen.length + pinned.length === 1 || distance < distances[i]) distances[i] = distance;
    }
  };
  for (const centroid of pinned) near(centroid);
  while (chosen.length < count) {
    const total = distances.reduce((sum, distance) => sum + distance, 0);
    if (!(total > 0)) break;
    let left = source.uniform() * total;
    let at = 0;
    while (at < sorted.length - 1 && left >= distances[at]) left -= distances[at++];
    chosen.push(sorted[at]);
    near(sorted[at]);
  }
  return chosen;
}

function prefixSums(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i] + values[i];
  return sums;
}

/** For each centroid how many of the sorted values belong to it or one before it. */
function endsOf(sorted: Float64Array, centroids: Float64Array): Uint32Array {
  const ends = new Uint32Array(centroids.length).fill(sorted.length);
  let at = 0;
  for (let k = 0; k < centroids.length - 1; k++) {
    const boundary = (centroids[k] + centroids[k + 1]) / 2;
    while (at < sorted.length && sorted[at] <= boundary) at++;
    ends[k] = at;
  }
  return ends;
}
