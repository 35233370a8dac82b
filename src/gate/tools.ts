// What the gate computes with: the engine on a number of threads, with the progress of one run.
import type { ReadFile } from '../base/read-file.ts';
import type { Spool } from '../base/spool.ts';
import type { MakeTrainer } from '../nn/trainer.ts';
import type { MakeKernels } from '../simd/kernels.ts';
import type { Engine } from './engine.ts';
import type { Evaluate } from './evaluate.ts';
import type { Io } from './io.ts';
import { type OnProgress, progressOn } from './progress.ts';
import type { Threads } from './threads.ts';

/** What the stages of one kd.yaml are given; tests pass their own. */
export interface Tools {
  /** A file named in kd.yaml. */
  readonly read: ReadFile;
  readonly makeKernels: MakeKernels;
  readonly makeTrainer: MakeTrainer;
  readonly evaluate: Evaluate;
  readonly onProgress: OnProgress;
  /** As the engine's. */
  openSpool?(): Spool;
}

/** One run's: the workspace and its baseline share threads and the line of progress. */
export interface RunTools {
  /** `prefix` stands before model names in the progress. */
  toolsFor(read: ReadFile, prefix?: string): Tools;
  /** Clears the line of progress on a terminal. */
  finish(): void;
}

/** `auto` is a thread a core. */
export function runTools(io: Io, engine: Engine, threads: Threads): RunTools {
  const progress = progressOn({ isTerminal: io.errIsTerminal, write: io.err, nowMs: io.nowMs });
  const count = threads === 'auto' ? io.cores : threads;
  const makeTrainer = engine.trainerOn(count);
  const evaluate = engine.evaluateOn(count);
  return {
    toolsFor: (read, prefix = '') => ({
      read,
      makeKernels: engine.makeKernels,
      makeTrainer,
      evaluate,
      openSpool: engine.openSpool,
      onProgress: (event) => progress.listen({ ...event, model: `${prefix}${event.model}` }),
    }),
    finish: progress.finish,
  };
}
