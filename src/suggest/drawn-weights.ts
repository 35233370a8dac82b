// Weights that stand for those of a training that nobody has done: as many values, zeros and bits of entropy.
import { random } from '../base/random.ts';
import { sparsityOf } from '../compress/prune/params.ts';
import type { ModelSpec } from '../config/spec.ts';

/** What pruning and clustering leave of weights. */
export interface WeightForm {
  /** Share of zeros. */
  readonly sparsity: number;
  /** How many different values; undefined for all. */
  readonly clusters?: number;
}

export function weightFormOf({ prune, cluster }: Pick<ModelSpec, 'prune' | 'cluster'>): WeightForm {
  const sparsity = (prune && sparsityOf(prune)) ?? 0;
  return { sparsity, ...(cluster && { clusters: cluster.clusters }) };
}

const MOST = 127;
const DRAWN_BYTES = 2 ** 16;
const DRAWN = /* @__PURE__ */ draw();
const MAGNITUDES = /* @__PURE__ */ DRAWN.map(Math.abs).sort();

/** A bell whose largest of a hundred values is the largest that int8 has, as in the channels of a layer. */
function draw(): Int8Array {
  const source = random(1, 'untrained');
  const bell = () => source.uniform() + source.uniform() + source.uniform() + source.uniform() - 2;
  return Int8Array.from({ length: DRAWN_BYTES }, () => Math.max(-MOST, Math.min(MOST, Math.round(85 * bell()))));
}

/** Of one layer; another layer's begin elsewhere. */
export function drawnWeights(length: number, layer: number, { sparsity, clusters }: WeightForm): Int8Array {
  const values = new Int8Array(length);
  const start = (layer * 7919) % DRAWN_BYTES;
  for (let at = 0, from = start; at < length; from = 0) {
    const part = DRAWN.subarray(from, Math.min(DRAWN_BYTES, from + length - at));
    values.set(part, at);
    at += part.length;
  }
  if (sparsity === 0 && clusters === undefined) return values;
  const least = sparsity === 0 ? -1 : MAGNITUDES[Math.min(DRAWN_BYTES - 1, Math.floor(sparsity * DRAWN_BYTES))];
  const step = clusters === undefined ? 1 : (2 * MOST) / (clusters - 1);
  // The outermost of an even number of steps lies beyond what int8 has.
  const stepped = (value: number) => Math.max(-MOST, Math.min(MOST, Math.round(Math.round(value / step) * step)));
  return values.map((value) => (Math.abs(value) <= least ? 0 : stepped(value)));
}
