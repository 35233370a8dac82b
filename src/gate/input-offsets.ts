// Inputs far from zero: a network without batch norm then learns slowly, or not all that it could (LeCun et al. 1998,
// Efficient BackProp, section 4.3).
import { sizeOf } from '../base/shape.ts';
import { type Dataset, eachSample } from '../data/dataset.ts';
import { normaliserOf } from '../data/normalisation.ts';
import type { Network } from '../nn/network/network.ts';
import type { AnyNode } from '../nn/network/node.ts';

/** Of a channel's deviations, between 0 and its mean. */
const MOST_OFFSET = 3;

export interface InputOffset {
  /** Place of the channel along the last dimension. */
  readonly channel: number;
  readonly mean: number;
  readonly deviation: number;
}

/** Whether batch norm follows the first layer with weights, which takes any offset away. */
export function normsInput({ nodes }: Network): boolean {
  const first = nodes.findIndex((node: AnyNode) => Object.hasOwn(node.parameters ?? {}, 'weight'));
  return nodes.some(({ kind, inputs }) => kind === 'batchNorm' && inputs.includes(first));
}

/** The channel that lies farthest from 0, measured by its own deviation, as the network is fed it; undefined where all
 * are near enough. Constant channels are none. */
export function farthestOffset(set: Dataset): InputOffset | undefined {
  const channels = set.shape[set.shape.length - 1] ?? 1;
  const normalised = normaliserOf(set.normalisation);
  const [sums, squares] = [new Float64Array(channels), new Float64Array(channels)];
  eachSample(set, (sample) => {
    for (let i = 0; i < sample.length; i++) {
      const x = normalised(sample[i], i);
      sums[i % channels] += x;
      squares[i % channels] += x * x;
    }
  });
  const count = (set.count * sizeOf(set.shape)) / channels;
  const offsets = Array.from(sums, (sum, channel): InputOffset => {
    const mean = sum / count;
    return { channel, mean, deviation: Math.sqrt(Math.max(0, squares[channel] / count - mean * mean)) };
  });
  return offsets
    .filter(({ mean, deviation }) => deviation > 0 && Math.abs(mean) > MOST_OFFSET * deviation)
    .sort((a, b) => Math.abs(b.mean) / b.deviation - Math.abs(a.mean) / a.deviation)[0];
}
