// A training between two epochs: all that the rest of it depends on, and where it is kept.
import type { Network } from '../nn/network/network.ts';
import { numbersOf, withNumbers } from '../nn/network/numbers.ts';
import type { Trainer, TrainerState } from '../nn/trainer.ts';
import type { Epoch, KeptEpoch } from './train.ts';

export interface Checkpoint {
  /** Of each epoch that has ended. */
  readonly history: readonly Epoch[];
  readonly bestEpoch: number;
  /** All parameters of the network after the best epoch. */
  readonly best: Float32Array;
  readonly trainer: TrainerState;
}

/** Of one training, whatever it depends on. */
export interface Checkpoints {
  find(): Promise<Checkpoint | undefined>;
  /** In the place of the one before. */
  keep(checkpoint: Checkpoint): Promise<void>;
  /** The training failed. One that ended is kept for what comes after it: quantization may train as long again. */
  drop(): Promise<void>;
  /** Told once, before the first step: epochs that have ended already, of how many. */
  readonly onResume?: (ended: number, epochs: number) => void;
}

export interface Resumption {
  readonly history: Epoch[];
  readonly best: KeptEpoch;
}

export function checkpointOf(trainer: Trainer, { network, bestEpoch, history }: KeptEpoch): Checkpoint {
  return { history, bestEpoch, best: numbersOf(network), trainer: trainer.state() };
}

/** The trainer goes on from the checkpoint; undefined where it fits neither it nor these layers and epochs. */
export function resume(
  trainer: Trainer,
  network: Network,
  epochs: number,
  { history, bestEpoch, best, trainer: state }: Checkpoint,
): Resumption | undefined {
  const found = withNumbers(network, best);
  const isWhole = history.every(({ epoch }, i) => epoch === i + 1) && history.length <= epochs;
  const { accuracy: validation, error } = history[bestEpoch - 1]?.validation ?? {};
  const score = { validation, ...(error && { validationError: error }) };
  if (!found || !isWhole || history[bestEpoch - 1] === undefined || !trainer.restore(state)) return undefined;
  const own = [...history];
  return { history: own, best: { network: found, bestEpoch, ...score, history: own } };
}
