// The options of `measure --data` about recordings, which a model with state is fed step by step.
import { InvalidArgumentError } from 'commander';
import { listOf } from '../../base/one-of.ts';
import { STREAM_ANSWERS, type StreamAnswer } from '../../base/stream-answer.ts';
import type { Option } from '../command.ts';

/** As kd.yaml has them (data/streams.ts). */
const MOST_AVERAGED = 1024;
const MOST_SKIPPED = 1048576;

export const STREAM_OPTIONS: readonly Option[] = [
  {
    flags: '--groups <g.npy>',
    description: 'with --data and --stateful: the recording that each sample is of (default: one each)',
  },
  {
    flags: '--answer <which>',
    description: `with --data and --stateful, what a recording is judged by: ${listOf(STREAM_ANSWERS)} (default: last)`,
    choices: STREAM_ANSWERS,
    parse: answerNamed,
  },
  {
    flags: '--window <count>',
    description: 'with --data and --stateful: answers averaged first',
    parse: (text) => wholeNumber(text, 1, MOST_AVERAGED),
  },
  {
    flags: '--skip <count>',
    description: 'with --data and --stateful: answers at the start that do not count',
    parse: (text) => wholeNumber(text, 0, MOST_SKIPPED),
  },
];

function answerNamed(text: string): StreamAnswer {
  const answer = STREAM_ANSWERS.find((name) => name === text);
  if (answer === undefined) throw new InvalidArgumentError(`Write one of ${listOf(STREAM_ANSWERS)}.`);
  return answer;
}

function wholeNumber(text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new InvalidArgumentError(`Write a whole number from ${least} to ${most}.`);
}
