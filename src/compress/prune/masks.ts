// Which weights become zero: the least of a layer, or two of every four.

/** The layout of nn/layers: [taps, inputs, outputs]. */
export interface WeightShape {
  readonly inputs: number;
  readonly outputs: number;
}

/** Sets the `count` least magnitudes to zero, among equals the first ones. */
export function dropLeast(weights: Float32Array, count: number): void {
  if (count <= 0) return;
  const sorted = Float32Array.from(weights, Math.abs).sort();
  const most = sorted[Math.min(count, sorted.length) - 1];
  let equal = count - firstNotBelow(sorted, most);
  for (const [i, weight] of weights.entries()) {
    const magnitude = Math.abs(weight);
    if (magnitude < most) weights[i] = 0;
    else if (magnitude === most && equal > 0) {
      weights[i] = 0;
      equal--;
    }
  }
}

function firstNotBelow(sorted: Float32Array, value: number): number {
  let at = 0;
  while (at < sorted.length && sorted[at] < value) at++;
  return at;
}

const GROUP = 4;

/** Sets the lesser half of every four neighbouring input channels to zero; of a shorter last group half, rounded
 * down. A. Mishra et al., "Accelerating Sparse Deep Neural Networks" (2021), 2:4. */
export function dropTwoOfFour(weights: Float32Array, { inputs, outputs }: WeightShape): void {
  const rows = weights.length / outputs;
  for (let first = 0; first < rows; first += inputs) {
    for (let c = 0; c < inputs; c += GROUP) {
      const length = Math.min(GROUP, inputs - c);
      for (let o = 0; o < outputs; o++) {
        const places = Array.from({ length }, (_, i) => (first + c + i) * outputs + o);
        places.sort((a, b) => Math.abs(weights[a]) - Math.abs(weights[b]) || a - b);
        for (const place of places.slice(0, Math.floor(length / 2))) weights[place] = 0;
      }
    }
  }
}
