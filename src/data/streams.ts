// Recordings as streams: what a model with state is fed step by step, and how its answers become one.
import type { FromSchema } from 'json-schema-to-ts';
import { reject } from '../base/problem.ts';
import { STREAM_ANSWERS } from '../base/stream-answer.ts';
import type { StoredSet } from './dataset.ts';

export const STREAM_SCHEMA = {
  type: 'object',
  description:
    'The test set holds recordings, and the model keeps its state over each: it is fed as many steps as its input ' +
    'has, one hop after the other, and starts afresh with the next recording. For student: { tflite }.',
  additionalProperties: false,
  properties: {
    answer: {
      enum: STREAM_ANSWERS,
      default: 'last',
      description:
        'What a recording is judged by. last: the answer to its last step; max: of each output the greatest, for ' +
        'what is heard once; mean: of each output the mean; each: every sample of a recording by itself.',
    },
    window: {
      type: 'integer',
      minimum: 1,
      maximum: 1024,
      default: 1,
      description: 'Answers that are averaged first, before the first one zeros: sliding_window_size of ESPHome.',
    },
    skip: {
      type: 'integer',
      minimum: 0,
      maximum: 1048576,
      default: 0,
      description: 'Answers at the start of a recording that do not count, while the state fills.',
    },
    threshold: {
      type: 'number',
      minimum: -1e12,
      maximum: 1e12,
      description: 'Of the tasks binary and multi-label: what an answer must exceed to say yes, in place of 0.5.',
    },
  },
} as const;

export type StreamParams = FromSchema<typeof STREAM_SCHEMA>;

/** How recordings are judged, and the samples of each. */
export interface Streams {
  readonly params: StreamParams;
  /** By sample: samples that follow each other with the same number are one recording. */
  readonly recordings: Int32Array;
}

/** `own`: the reader's number of each; else samples that follow each other with the same origin are one, and samples
 * without an origin are one each. */
export function recordingsOf(
  count: number,
  own: ArrayLike<number> | undefined,
  origins: readonly string[] | undefined,
): Int32Array {
  if (own) return Int32Array.from(own);
  let number = 0;
  return Int32Array.from({ length: count }, (_, i) => {
    if (i > 0 && (origins === undefined || origins[i] !== origins[i - 1])) number++;
    return number;
  });
}

/** Where each recording starts, and the number of samples at the end. */
export function startsOf(recordings: Int32Array): Int32Array {
  const starts = [...recordings.keys()].filter((i) => i === 0 || recordings[i] !== recordings[i - 1]);
  return Int32Array.from([...starts, recordings.length]);
}

type SetAnswers = Pick<StoredSet, 'labels' | 'targets' | 'count'>;

/** The answers to whole recordings are wanted where its samples have the same. Inside an `attempt`. */
export function checkStreams({ labels, targets, count }: SetAnswers, { params, recordings }: Streams): void {
  if (params.answer === 'each') return;
  const outputs = targets ? targets.length / count : 0;
  const isSame = (i: number) =>
    labels[i] === labels[i - 1] &&
    (targets === undefined ||
      targets.subarray(i * outputs, (i + 1) * outputs).every((value, k) => value === targets[(i - 1) * outputs + k]));
  const wrong = recordings.findIndex((number, i) => i > 0 && number === recordings[i - 1] && !isSame(i));
  if (wrong < 0) return;
  const found = `samples ${wrong - 1} and ${wrong} are of one recording and have other answers`;
  reject('data/stream', `${found}; write answer: each, which judges every sample, or one recording for each answer`);
}
