// TFRecord files of tf.train.Example: one file, or all in a folder.
import type { FromSchema } from 'json-schema-to-ts';
import { folderPath, readListing } from '../../base/listing.ts';
import { PATH } from '../../base/path.ts';
import { reject } from '../../base/problem.ts';
import { readFiles } from '../folder-reads.ts';
import type { Reader } from '../reader.ts';
import { BYTE_TYPES, sampleCollector } from '../tfrecord/samples.ts';

const NAME = { type: 'string', minLength: 1, maxLength: 256 } as const;

const SCHEMA = {
  type: 'object',
  description: 'TFRecord files of tf.train.Example, packed by gzip or not. data.shape gives a sample its shape.',
  additionalProperties: false,
  required: ['x'],
  properties: {
    file: { ...PATH, description: 'A file.' },
    folder: { ...PATH, description: 'Or a folder, of which all files are read that have "tfrecord" in their names.' },
    x: { ...NAME, description: 'The feature that is the sample: bytes, a list of floats or of whole numbers.' },
    y: {
      ...NAME,
      default: 'label',
      description: 'The feature that is the answer: a class number or name, or numbers.',
    },
    group: { ...NAME, description: 'The feature that says what belongs together, such as a person or a recording.' },
    type: {
      enum: BYTE_TYPES,
      default: 'uint8',
      description: 'Where x is bytes: what they are, as of tf.io.decode_raw.',
    },
  },
} as const;

export type TfrecordParams = FromSchema<typeof SCHEMA>;

export const tfrecord = {
  schema: SCHEMA,
  files: ({ file, folder }: TfrecordParams) => ({
    file,
    folder: folder === undefined ? undefined : folderPath(folder),
  }),
  async read([first], params: TfrecordParams, _, { wanted, readEach }) {
    const { file, folder } = params;
    if ((file === undefined) === (folder === undefined)) {
      reject('data/tfrecord', file === undefined ? 'write a file or a folder' : 'write a file or a folder, not both');
    }
    const collector = sampleCollector(params, wanted);
    if (folder === undefined) {
      collector.add(first);
      return collector.samples();
    }
    const names = readListing(first).filter((name) => /tfrecord/i.test(name.split('/').at(-1) ?? ''));
    if (names.length === 0) {
      reject('data/empty', 'no file in this folder has "tfrecord" in its name; rename them', { path: 'folder' });
    }
    await readFiles(readEach, { folder, names }, (content) => collector.add(content));
    return collector.samples();
  },
} satisfies Reader;
