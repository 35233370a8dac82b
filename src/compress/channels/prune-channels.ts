// Structured pruning: the channels that matter least for the work that goes with them are removed until enough work is
// gone.
import type { Network } from '../../nn/network/network.ts';
import { macsOf } from '../../nn/network/work.ts';
import type { Activations, CalibrationSamples } from '../calibrate.ts';
import { channelClasses } from './channel-classes.ts';
import { importanceOf } from './importance.ts';
import { liveWork } from './live-work.ts';
import { withoutChannels } from './remove.ts';

/** Of the channels of each layer at least so many stay, and this share: a narrow place loses what all others see. */
const LEAST_CHANNELS = 2;
const LEAST_SHARE = 0.2;
/** So often prices are computed anew, about: networks with fewer classes lose one at a time. */
const MOST_ROUNDS = 512;

/** A network with at most (1 - share) of the multiply-accumulates, or as near as the least channels allow; calibration
 * samples say which channels matter. */
export function pruneChannels(
  network: Network,
  share: number,
  samples: CalibrationSamples,
  activations: Activations,
): Network {
  const classes = channelClasses(network);
  const importance = importanceOf(network, classes, samples, activations);
  const live = liveWork(network, classes);
  const left = new Set(classes.outputs.flatMap((channels) => Array.from(channels)));
  for (const channel of classes.fixed) left.delete(channel);
  const removed = new Set<number>();
  let macs = macsOf(network);
  const aim = (1 - share) * macs;
  while (macs > aim) {
    const removable = [...left].filter((channel) => live.leaves(channel, LEAST_SHARE, LEAST_CHANNELS));
    const priced = removable.map((channel) => ({ channel, price: importance.of(channel) / live.savedBy(channel) }));
    priced.sort((a, b) => a.price - b.price || a.channel - b.channel);
    const before = removed.size;
    // One by one, as each changes the others' prices; of very many some at once.
    for (const { channel } of priced.slice(0, Math.ceil(left.size / MOST_ROUNDS))) {
      if (macs <= aim || !live.leaves(channel, LEAST_SHARE, LEAST_CHANNELS)) break;
      macs -= live.savedBy(channel);
      live.remove(channel);
      importance.remove(channel);
      removed.add(channel);
      left.delete(channel);
    }
    if (removed.size === before) break;
  }
  return withoutChannels(network, classes, removed);
}
