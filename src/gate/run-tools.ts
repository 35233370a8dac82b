// What a run computes with, for the workspace and for its baseline alike.
import type { Outcome } from '../base/problem.ts';
import type { Engine } from './engine.ts';
import type { Io } from './io.ts';
import { progressOn } from './progress.ts';
import type { Threads } from './threads.ts';
import type { Tools } from './tools.ts';

export const MOST_FILE_BYTES = 1024 * 1024 * 1024;

export interface RunTools {
  /** `prefix` stands before model names in the progress. */
  toolsFor(read: (path: string) => Promise<Outcome<Uint8Array>>, prefix?: string): Tools;
  finish(): void;
}

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
      onProgress: (event) => progress.listen({ ...event, model: `${prefix}${event.model}` }),
    }),
    finish: progress.finish,
  };
}
