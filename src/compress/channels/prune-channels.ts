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
    let best: { readonly channel: number; readonly price: number; readonly saved: number } | undefined;
    for (const channel of left) {
      if (!live.leaves(channel, LEAST_SHARE, LEAST_CHANNELS)) continue;
      const saved = live.savedBy(channel);
      const price = importance.of(channel) / saved;
      if (!best || price < best.price) best = { channel, price, saved };
    }
    if (!best) break;
    live.remove(best.channel);
    importance.remove(best.channel);
    removed.add(best.channel);
    left.delete(best.channel);
    macs -= best.saved;
  }
  return withoutChannels(network, classes, removed);
}
