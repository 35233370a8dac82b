// The names of a model's classes in the order of its outputs, where its metadata bring them.
import { asciiOf } from '../../base/bytes.ts';
import { attempt, must, type Outcome, reject } from '../../base/problem.ts';
import { quote } from '../../base/quote.ts';
import { rootTable, scalarField, stringField, type Table, tablesField } from '../flatbuffer.ts';
import type { Model } from '../model.ts';
import { readModel } from '../read.ts';
import { associatedFile } from './associated-files.ts';
import {
  ASSOCIATED_FILE,
  METADATA_IDENTIFIER,
  METADATA_NAME,
  MODEL,
  SUBGRAPH,
  TENSOR,
  TENSOR_AXIS_LABELS,
} from './schema.ts';

/**
 * A line of the file that annotates the axis of output `output` (by its place among the graph's outputs); undefined
 * where the model has no metadata, or none that names such a file. Problems: `readModel`'s, and `tflite/metadata`
 * where the metadata or that file can't be read; the model itself may be sound then.
 */
export function labelsOf(bytes: Uint8Array, output = 0): Outcome<readonly string[] | undefined> {
  return attempt(() => {
    const named = labelFileOf(must(readModel(bytes)), output);
    if (named === undefined) return undefined;
    const content = associatedFile(bytes, named);
    if (!content) {
      reject(
        'tflite/metadata',
        `the model's metadata name the labels ${quote(named)}, but no such file of at most 256 KiB is packed in the ` +
          'model; populate it again, or take its metadata out',
      );
    }
    return linesOf(content, named);
  });
}

function linesOf(content: Uint8Array, name: string): readonly string[] {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    return reject('tflite/metadata', `the labels ${quote(name)} in the model are not UTF-8`);
  }
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** Of several the first without a language, else the first (metadata_schema.fbs, TENSOR_AXIS_LABELS). */
function labelFileOf(model: Model, output: number): string | undefined {
  const root = metadataOf(model);
  const [graph] = root ? tablesField(root, MODEL.subgraphs, 'subgraph of the metadata', itself) : [];
  const tensor = graph && tablesField(graph, SUBGRAPH.outputs, 'output of the metadata', itself)[output];
  if (!tensor) return undefined;
  const files = tablesField(tensor, TENSOR.files, 'associated file', (file) => ({
    name: stringField(file, ASSOCIATED_FILE.name, 'the name of an associated file'),
    type: scalarField(file, ASSOCIATED_FILE.type, 'int8', 0, 'the type of an associated file'),
    locale: stringField(file, ASSOCIATED_FILE.locale, 'the locale of an associated file'),
  })).filter(({ type }) => type === TENSOR_AXIS_LABELS);
  return (files.find(({ locale }) => locale === '') ?? files.at(0))?.name;
}

/** Of several of that name the first, as TensorFlow's extractor takes it. */
function metadataOf({ metadata, buffers }: Model): Table | undefined {
  const entry = metadata.find(({ name }) => name === METADATA_NAME);
  if (!entry) return undefined;
  const bytes = buffers[entry.buffer];
  if (bytes.length < 8 || asciiOf(bytes, 4, 8) !== METADATA_IDENTIFIER) {
    reject('tflite/metadata', `${METADATA_NAME} of the model has no "${METADATA_IDENTIFIER}" in its bytes 4 to 7`);
  }
  return rootTable(bytes, METADATA_IDENTIFIER);
}

const itself = (table: Table) => table;
