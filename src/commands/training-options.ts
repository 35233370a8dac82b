// The options of every command that trains: how, and with what.
import { InvalidArgumentError } from 'commander';
import { MOST_THREADS, parseThreads, THREADS_HELP, type Threads } from '../gate/threads.ts';
import type { Option } from './command.ts';

export interface TrainingOptions {
  readonly threads?: Threads;
  readonly engines?: string;
}

export const TRAINING_OPTIONS: readonly Option[] = [
  {
    flags: '--threads <count>',
    description: `threads for training: 1 to ${MOST_THREADS}, or auto; changes the time, never the bytes`,
    choices: ['auto'],
    parse: threads,
  },
  {
    flags: '--engines <folder>',
    description: 'folder whose node_modules has @tensorflow/tfjs-node or onnxruntime, which are then executed',
  },
];

function threads(text: string): Threads {
  const parsed = parseThreads(text);
  if (parsed === undefined) throw new InvalidArgumentError(`${THREADS_HELP}.`);
  return parsed;
}
