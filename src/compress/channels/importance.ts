// How much each class of channels matters: its share of what the layers that read it compute, on calibration samples.
import type { Network } from '../../nn/network/network.ts';
import type { Activations, CalibrationSamples } from '../calibrate.ts';
import { channelMeanSquares } from '../calibrate.ts';
import { type ChannelClasses, repeated } from './channel-classes.ts';

/**
 * By class: the sum, over the convolutions and dense layers that read it, of the share of their output's energy that
 * comes through it, E[a_c^2] * sum w_c^2, as if channels were independent. The first term of what an output changes by
 * when a channel is gone (P. Molchanov et al. 2017 and Y. He et al. 2017 choose by the same quantity).
 */
export function importanceOf(
  network: Network,
  { outputs, input }: ChannelClasses,
  samples: CalibrationSamples,
  activations: Activations,
): ReadonlyMap<number, number> {
  const squares = channelMeanSquares(network, samples, activations);
  const shares = new Map<number, number>();
  for (const node of network.nodes) {
    if (node.kind !== 'conv2d' && node.kind !== 'dense') continue;
    const from = node.inputs[0];
    const channels = from < 0 ? input : outputs[from];
    const energies = from < 0 ? undefined : squares[from];
    if (!energies) continue;
    const { weight, bias } = node.parameters;
    const rows = weight.length / bias.length;
    const classes = repeated(channels, rows);
    const byRow = Float64Array.from({ length: rows }, (_, row) => {
      let sum = 0;
      for (let o = 0; o < bias.length; o++) sum += weight[row * bias.length + o] ** 2;
      return sum * energies[row % energies.length];
    });
    const total = byRow.reduce((sum, energy) => sum + energy, 0);
    if (!(total > 0)) continue;
    for (const [row, energy] of byRow.entries()) {
      shares.set(classes[row], (shares.get(classes[row]) ?? 0) + energy / total);
    }
  }
  return shares;
}
