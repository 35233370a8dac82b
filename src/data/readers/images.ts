// Folders of PNG and JPEG files: one sample a file, all of one size.
import type { FromSchema } from 'json-schema-to-ts';
import { folderPath, readListing } from '../../base/listing.ts';
import { PATH } from '../../base/path.ts';
import { must, reject } from '../../base/problem.ts';
import { readFiles } from '../folder-reads.ts';
import { decodeImage, IMAGE_ENDINGS } from '../images/decode.ts';
import { FITS, fitPicture } from '../images/fit.ts';
import { withChannels } from '../images/grey.ts';
import { RESIZE_METHODS } from '../images/resize.ts';
import { factsReader, NAME_PROPERTIES } from '../name-pattern.ts';
import type { Question, Reader, SampleArray, Samples } from '../reader.ts';
import { readTable, TABLE_SCHEMA } from './image-table.ts';

/** Of one file; a camera's have some millions. */
const MOST_IMAGE_BYTES = 2 ** 26;

const SIDE = { type: 'integer', minimum: 1, maximum: 4096 } as const;

const SCHEMA = {
  type: 'object',
  description: 'A folder of PNG and JPEG files. A sample is [height, width, channels] of bytes, 0 to 255.',
  additionalProperties: false,
  required: ['folder', 'size'],
  properties: {
    folder: { ...PATH, description: 'The folder; images in folders below it count too.' },
    size: {
      type: 'array',
      minItems: 2,
      maxItems: 2,
      items: SIDE,
      description: 'Height and width of a sample: images of another size are resized.',
    },
    channels: {
      enum: [1, 3],
      default: 3,
      description: '3: red, green and blue. 1: grey, as tf.image.rgb_to_grayscale. Transparency is dropped.',
    },
    fit: {
      enum: FITS,
      default: 'stretch',
      description:
        'Of images of another shape: stretch changes it; crop cuts the largest middle part of the right shape; pad ' +
        'puts black around it, as tf.image.resize_with_pad; center cuts or pads without resizing.',
    },
    resize: {
      enum: RESIZE_METHODS,
      default: 'bilinear',
      description:
        'As tf.image.resize without antialias, rounded to bytes. Of images that are made much smaller: area.',
    },
    ...NAME_PROPERTIES,
    table: TABLE_SCHEMA,
  },
} as const;

export type ImagesParams = FromSchema<typeof SCHEMA>;

export const images = {
  schema: SCHEMA,
  files: ({ folder, table }: ImagesParams) => [
    { path: folderPath(folder), key: 'folder' },
    ...(table ? [{ path: table.file, key: 'table.file' }] : []),
  ],
  read: ([listing, table], params: ImagesParams, _, question) =>
    readFolder(readListing(listing), table, params, question),
} satisfies Reader;

async function readFolder(
  listed: readonly string[],
  table: Uint8Array | undefined,
  params: ImagesParams,
  question: Question,
): Promise<Samples<SampleArray>> {
  const { names, answers } = namedImages(listed, table, params, question);
  const [height, width] = params.size;
  const writer = question.newWriter('uint8', [height, width, params.channels], names.length);
  const files = { folder: params.folder, names, mostBytes: MOST_IMAGE_BYTES };
  const decode = async (file: Uint8Array) => must(await decodeImage(file));
  await readFiles(question.readEach, files, decode, (decoded) => {
    const picture = withChannels(decoded, params.channels);
    writer.add(fitPicture(picture, height, width, params.fit, params.resize).pixels);
  });
  return { x: writer.finish(), files: names, ...answers };
}

type Answers = Omit<Samples, 'x'>;

/** Which files are samples, and what is known of them before any is opened. */
function namedImages(
  listed: readonly string[],
  table: Uint8Array | undefined,
  params: ImagesParams,
  { wanted }: Question,
): { readonly names: readonly string[]; readonly answers: Answers } {
  const found = listed.filter((name) => IMAGE_ENDINGS.some((ending) => name.toLowerCase().endsWith(ending)));
  if (found.length === 0) reject('data/empty', 'there are no PNG or JPEG files in this folder', { path: 'folder' });
  if (params.table && table) {
    const { files, ...answers } = readTable(table, params.table, found, wanted);
    const origins = files.map(factsReader(params, false)).map(({ origin }) => origin);
    return { names: files, answers: { origins, ...answers } };
  }
  if (wanted === 'numbers') {
    reject('data/format', 'a folder of images has classes and no numbers; write table: { file, name, label }');
  }
  const facts = found.map(factsReader(params, wanted === 'classes'));
  const origins = facts.map(({ origin }) => origin);
  return { names: found, answers: { origins, ...(wanted === 'classes' && { y: facts.map(({ label }) => label) }) } };
}
