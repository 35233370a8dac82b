// Folders of .wav files: one sample a file, padded or trimmed to one length, or the windows of long recordings.
import type { FromSchema } from 'json-schema-to-ts';
import { folderPath, readListing } from '../../base/listing.ts';
import { PATH } from '../../base/path.ts';
import { must, reject } from '../../base/problem.ts';
import { readFiles } from '../folder-reads.ts';
import { factsReader, NAME_PROPERTIES } from '../name-pattern.ts';
import type { Question, Reader, SampleArray, Samples } from '../reader.ts';
import { cutterOf, MOST_SAMPLES } from '../sound/cutter.ts';
import { MOST_RATE, oneChannel, readWav } from '../sound/wav.ts';
import { KEPT_PARTS } from '../windows.ts';

/** An hour of 16 bits at 32 kHz; decoded it takes twice as much. */
const MOST_WAV_BYTES = 2 ** 28;

const SCHEMA = {
  type: 'object',
  description: 'A folder of .wav files. A sample is float32 in -1..1, as tf.audio.decode_wav gives it.',
  additionalProperties: false,
  required: ['folder'],
  properties: {
    folder: { ...PATH, description: 'The folder; .wav files in folders below it count too.' },
    rate: {
      type: 'integer',
      minimum: 100,
      maximum: MOST_RATE,
      default: 16000,
      description: 'Samples a second of what the network hears; files of another rate are resampled.',
    },
    seconds: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 3600,
      description: 'Length of a sample; shorter files are padded with silence, longer ones trimmed. By default 1.',
    },
    samples: {
      type: 'integer',
      minimum: 1,
      maximum: MOST_SAMPLES,
      description: 'The length as a count, in place of seconds.',
    },
    keep: {
      enum: KEPT_PARTS,
      default: 'start',
      description: 'Which part of a longer file is kept, and where a shorter one stands in the silence.',
    },
    stride: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 3600,
      description:
        'Cuts longer recordings into windows: seconds from the start of one to the start of the next. What is left ' +
        'at the end is passed over.',
    },
    channel: {
      anyOf: [{ enum: ['mix'] }, { type: 'integer', minimum: 0, maximum: 63 }],
      default: 'mix',
      description: 'Of several channels: their mean, or one by its number from 0.',
    },
    ...NAME_PROPERTIES,
  },
} as const;

export type WavParams = FromSchema<typeof SCHEMA>;

export const wav = {
  schema: SCHEMA,
  files: ({ folder }: WavParams) => ({ folder: folderPath(folder) }),
  read: ([listing], params: WavParams, _, question) => readFolder(readListing(listing), params, question),
} satisfies Reader;

async function readFolder(
  listed: readonly string[],
  params: WavParams,
  question: Question,
): Promise<Samples<SampleArray>> {
  const { wanted, readEach, newWriter } = question;
  if (wanted === 'numbers')
    reject('data/format', 'a folder of .wav files has classes and no numbers; use tfrecord or npz');
  const names = listed.filter((name) => /\.wav$/i.test(name));
  if (names.length === 0) reject('data/empty', 'there are no .wav files in this folder', { path: 'folder' });
  const cutter = cutterOf(params);
  const facts = names.map(factsReader(params, wanted === 'classes'));
  const writer = newWriter('float32', [cutter.length], names.length);
  const labels: string[] = [];
  const origins: string[] = [];
  const recordings: number[] = [];
  const ownFiles: string[] = [];
  const files = { folder: params.folder, names, mostBytes: MOST_WAV_BYTES };
  const cut = (file: Uint8Array): number => {
    const recording = must(readWav(file));
    return cutter.cut(oneChannel(recording, params.channel), recording.rate, writer.add);
  };
  await readFiles(readEach, files, cut, (count, index) => {
    for (let i = 0; i < count; i++) {
      labels.push(facts[index].label);
      origins.push(facts[index].origin);
      recordings.push(index);
      ownFiles.push(names[index]);
    }
  });
  const x = writer.finish();
  const { rate, stride } = params;
  const step = stride === undefined ? cutter.length : Math.min(cutter.length, Math.round(stride * rate));
  return { x, origins, recordings, rate, step, files: ownFiles, ...(wanted === 'classes' && { y: labels }) };
}
