// How much each class of channels matters: its share of what the layers that read it compute, on calibration samples.
import { isMixing } from '../../nn/network/mixing.ts';
import type { Network } from '../../nn/network/network.ts';
import type { Activations, CalibrationSamples } from '../calibrate.ts';
import { channelMeanSquares } from '../calibrate.ts';
import type { ChannelClasses } from './channel-classes.ts';

/** What a convolution or dense layer reads: the shares of its output's energy that come through each class. */
interface Reader {
  readonly shares: ReadonlyMap<number, number>;
  /** What is left of 1. */
  remaining: number;
}

export interface Importance {
  /** What the layers lose that read the class, the more the less they have left. */
  of(channel: number): number;
  remove(channel: number): void;
}

/**
 * E[a_c^2] * sum w_c^2 of a layer's output is what comes through channel c, as if channels were independent: the first
 * term of what it changes by when the channel is gone (Y. He, X. Zhang, J. Sun 2017 choose channels by that error).
 * A share is divided by the square of what is left, since a layer's last channels are worth more than its first.
 */
export function importanceOf(
  network: Network,
  { outputs }: ChannelClasses,
  samples: CalibrationSamples,
  activations: Activations,
): Importance {
  const squares = channelMeanSquares(network, samples, activations);
  const readers = network.nodes.flatMap((node): Reader[] => {
    const from = node.inputs[0];
    if (!isMixing(node) || from < 0) return [];
    return [{ shares: sharesOf(node.parameters, outputs[from], squares[from]), remaining: 1 }];
  });
  const byClass = new Map<number, Reader[]>();
  for (const reader of readers) {
    for (const channel of reader.shares.keys()) byClass.set(channel, [...(byClass.get(channel) ?? []), reader]);
  }
  const shareIn = (reader: Reader, channel: number) => reader.shares.get(channel) ?? 0;
  return {
    of: (channel) =>
      (byClass.get(channel) ?? []).reduce(
        (sum, reader) => sum + shareIn(reader, channel) / Math.max(reader.remaining, LEAST_REMAINING) ** 2,
        0,
      ),
    remove(channel) {
      for (const reader of byClass.get(channel) ?? []) reader.remaining -= shareIn(reader, channel);
    },
  };
}

/** Sums of shares are rounded. */
const LEAST_REMAINING = 1e-6;

/** By class; together 1, or nothing where the layer has no output. */
function sharesOf(
  { weight, bias }: { readonly weight: Float32Array; readonly bias: Float32Array },
  channels: Int32Array,
  energies: Float64Array,
): ReadonlyMap<number, number> {
  const rows = weight.length / bias.length;
  const shares = new Map<number, number>();
  let total = 0;
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let o = 0; o < bias.length; o++) sum += weight[row * bias.length + o] ** 2;
    const energy = sum * energies[row % energies.length];
    const channel = channels[row % channels.length];
    shares.set(channel, (shares.get(channel) ?? 0) + energy);
    total += energy;
  }
  return new Map([...shares].map(([channel, energy]) => [channel, total > 0 ? energy / total : 0]));
}
