// What a stored value is before the network is fed it: one shift and factor for all, or those of its place.
import { type Shape, sizeOf } from '../base/shape.ts';
import { isStored, type StoredValues } from './stored-values.ts';

/**
 * What the network is fed is `(stored - subtract) * multiply`, computed in float64 and rounded once to float32. Both
 * are numbers, or lists of one length L that divides a sample's: the value at index i of a sample then has those at
 * i % L. The lists hold float32, so that firmware has the same bits in half the flash.
 */
export interface Normalisation {
  readonly subtract: number | Float32Array;
  readonly multiply: number | Float32Array;
}

/** Values by their place in a sample. */
type NumberList = ArrayLike<number>;

/** Writes what the network is fed of `out.length` values, those of `stored` from `from` on, a sample's first. */
export function normalise(
  { subtract, multiply }: Normalisation,
  stored: NumberList,
  from: number,
  out: Float32Array,
): void {
  if (typeof subtract === 'number' && typeof multiply === 'number') {
    for (let i = 0; i < out.length; i++) out[i] = (stored[from + i] - subtract) * multiply;
    return;
  }
  const [shifts, factors] = [listed(subtract), listed(multiply)];
  for (let start = 0; start < out.length; start += shifts.length) {
    for (let i = 0; i < shifts.length; i++) out[start + i] = (stored[from + start + i] - shifts[i]) * factors[i];
  }
}

/** The same of one value, in float64; `index`: in its sample, or in samples one after the other. */
export function normaliserOf({ subtract, multiply }: Normalisation): (value: number, index: number) => number {
  if (typeof subtract === 'number' && typeof multiply === 'number') return (value) => (value - subtract) * multiply;
  const [shifts, factors] = [listed(subtract), listed(multiply)];
  return (value, index) => (value - shifts[index % shifts.length]) * factors[index % shifts.length];
}

function listed(value: number | Float32Array): Float32Array {
  return typeof value === 'number' ? Float32Array.of(value) : value;
}

/** Which values of a sample share their mean and deviation. */
export type Standardize = (typeof STANDARDIZE)[number];

export const STANDARDIZE = ['channel', 'bin', 'feature'] as const;

/** How many means a sample of this shape has: one for each place of its last, its last two, or all dimensions. */
function periodOf(standardize: Standardize, shape: Shape): number {
  const last = { channel: 1, bin: 2, feature: shape.length }[standardize];
  return sizeOf(shape.slice(-last));
}

/** Below it 1 / deviation leaves the range of float32. */
const LEAST_DEVIATION = 1e-30;

/**
 * Such that these values get a mean of 0 and a deviation of 1 (of the set itself: divided by n). Sums in float64, value
 * after value. What never changes becomes 0: it tells nothing, and has no deviation to divide by.
 */
export function standardOf(standardize: Standardize, values: NumberList | StoredValues, shape: Shape): Normalisation {
  const period = periodOf(standardize, shape);
  const count = values.length / period;
  const means = new Float64Array(period);
  eachOf(values, period, (value, at) => {
    means[at] += value;
  });
  for (let at = 0; at < period; at++) means[at] /= count;
  const squares = new Float64Array(period);
  const changes = new Uint8Array(period);
  const first = Float64Array.from(isStored(values) ? values.sample(0) : Array.prototype.slice.call(values, 0, period));
  eachOf(values, period, (value, at) => {
    squares[at] += (value - means[at]) * (value - means[at]);
    if (value !== first[at]) changes[at] = 1;
  });
  const multiply = Float32Array.from(squares, (sum, at) => {
    const deviation = Math.sqrt(sum / count);
    return changes[at] === 1 && deviation > LEAST_DEVIATION ? 1 / deviation : 0;
  });
  return { subtract: Float32Array.from(means), multiply };
}

function eachOf(values: NumberList | StoredValues, period: number, take: (value: number, at: number) => void): void {
  if (isStored(values)) {
    for (let i = 0; i < values.place.rows.length; i++) eachOf(values.sample(i), period, take);
    return;
  }
  for (let start = 0; start < values.length; start += period) {
    for (let at = 0; at < period; at++) take(values[start + at], at);
  }
}
