// The bytes of a .tflite file to a Model, or what is wrong with them. Field numbers are those of schema.fbs.
import { asciiOf } from '../base/bytes.ts';
import { describeKind } from '../base/file-kind.ts';
import { attempt, type Outcome, reject } from '../base/problem.ts';
import { type Shape, sizeOf } from '../base/shape.ts';
import {
  bytesField,
  hasField,
  rootTable,
  scalarField,
  scalarsField,
  stringField,
  type Table,
  tableField,
  tablesField,
} from './flatbuffer.ts';
import type { Metadata, Model, Operator, Options, Quantization, Subgraph, Tensor } from './model.ts';
import { type Field, optionTable } from './options.ts';
import { type BuiltinOperator, bytesOfElements, operatorNamed, tensorTypeNamed } from './schema.ts';

/** TFLM holds a tensor's bytes in a signed 32-bit size on the devices. */
const MOST_BYTES = 2 ** 31 - 1;
const MOST_DIMENSIONS = 16;
/** Each may call the next one, so that they bound how deep calls lie in each other. */
const MOST_SUBGRAPHS = 1024;
/** file_identifier of schema.fbs. */
const IDENTIFIER = 'TFL3';

/** compression/metadata_saved.h: only builds with USE_TFLM_COMPRESSION, for Linux and Xtensa, look at it. */
const OLD_COMPRESSION = 'COMPRESSION_METADATA';
const OLD_COMPRESSION_REASON =
  `the model's weights are packed and described by ${OLD_COMPRESSION}, an older scheme of TFLM: builds for Cortex-M ` +
  'ignore it and compute with the packed bytes; use the model as it was before, or compress it with TFLM_DECODE';

/** Problems have the codes `tflite/...`. The model's buffers are views into `file`. */
export function readModel(file: Uint8Array): Outcome<Model> {
  return attempt(() => {
    // A view of a Buffer would be a Buffer again.
    const bytes = new Uint8Array(file.buffer, file.byteOffset, file.byteLength);
    if (bytes.length < 8 || asciiOf(bytes, 4, 8) !== IDENTIFIER) {
      const few = bytes.length < 8 ? `the file has only ${bytes.length} bytes` : `bytes 4 to 7 are not "${IDENTIFIER}"`;
      reject('tflite/not-tflite', `not a TensorFlow Lite model: ${describeKind(bytes, few)}`);
    }
    const root = rootTable(bytes, IDENTIFIER);
    const buffers = tablesField(root, 4, 'buffer', (table, i) => readBuffer(bytes, table, `buffer ${i}`));
    const codes = tablesField(root, 1, 'operator code', readOperatorCode);
    const metadata = tablesField(root, 6, 'metadata', (table, i) => readMetadata(table, `metadata ${i}`, buffers));
    if (metadata.some(({ name }) => name === OLD_COMPRESSION)) reject('tflite/compression', OLD_COMPRESSION_REASON);
    const model: Model = {
      version: scalarField(root, 0, 'uint32', 0, 'the schema version'),
      description: stringField(root, 3, 'the description'),
      subgraphs: tablesField(root, 2, 'subgraph', (table, i) => readSubgraph(table, `subgraph ${i}`, codes, buffers)),
      buffers,
      metadata,
    };
    if (model.subgraphs.length === 0) reject('tflite/empty', 'the model has no subgraph');
    if (model.subgraphs.length > MOST_SUBGRAPHS) {
      const found = `the model has ${model.subgraphs.length} subgraphs; at most ${MOST_SUBGRAPHS} are read`;
      reject('tflite/subgraphs', `${found}: convert it with fewer signatures and branches`);
    }
    return model;
  });
}

/**
 * Data of a Buffer: inside the flatbuffer, or since schema version 3c behind it at `offset`, where 0 and 1 mean "not
 * there".
 */
function readBuffer(bytes: Uint8Array, table: Table, what: string): Uint8Array {
  const offset = scalarField(table, 1, 'uint64', 0, `the offset of ${what}`);
  if (offset <= 1) return bytesField(table, 0, what);
  const length = scalarField(table, 2, 'uint64', 0, `the size of ${what}`);
  if (offset + length > bytes.length) {
    reject(
      'tflite/broken',
      `the model file is damaged: ${what} lies at ${offset} + ${length}, the file ends at ${bytes.length}`,
    );
  }
  return bytes.subarray(offset, offset + length);
}

interface OperatorCode {
  readonly code: BuiltinOperator;
  readonly customCode?: string;
  readonly version: number;
}

function readOperatorCode(table: Table, index: number): OperatorCode {
  const what = `operator code ${index}`;
  // Schema 3a moved the code to a wider field; readers take the larger one
  // (tensorflow/compiler/mlir/lite/schema/schema_utils.cc, GetBuiltinCode).
  const number = Math.max(scalarField(table, 0, 'int8', 0, what), scalarField(table, 3, 'int32', 0, what));
  const code = operatorNamed(number);
  if (!code) reject('tflite/operator', `${what} is ${number}, which TensorFlow Lite's schema 3 doesn't have`);
  const version = scalarField(table, 2, 'int32', 1, what);
  return code === 'CUSTOM' ? { code, version, customCode: stringField(table, 1, what) } : { code, version };
}

function readMetadata(table: Table, what: string, buffers: readonly Uint8Array[]): Metadata {
  const buffer = scalarField(table, 1, 'uint32', 0, what);
  if (buffer >= buffers.length) reject('tflite/reference', `${what} names buffer ${buffer} of ${buffers.length}`);
  return { name: stringField(table, 0, what), buffer };
}

function readSubgraph(
  table: Table,
  what: string,
  codes: readonly OperatorCode[],
  buffers: readonly Uint8Array[],
): Subgraph {
  const tensors = tablesField(table, 0, `tensor of ${what}`, (t, i) =>
    readTensor(t, `tensor ${i} of ${what}`, buffers),
  );
  const references = (from: Table, slot: number, optional: boolean, whose: string) => {
    const indices = scalarsField(from, slot, 'int32', whose);
    const wrong = indices.find((i) => i >= tensors.length || i < (optional ? -1 : 0));
    if (wrong !== undefined) {
      reject('tflite/reference', `${whose} name tensor ${wrong}; there are ${tensors.length} tensors`);
    }
    return indices;
  };
  return {
    name: stringField(table, 4, `the name of ${what}`),
    tensors,
    inputs: references(table, 1, false, `the inputs of ${what}`),
    outputs: references(table, 2, false, `the outputs of ${what}`),
    operators: tablesField(table, 3, `operator of ${what}`, (t, i): Operator => {
      const whose = `operator ${i} of ${what}`;
      const opcode = scalarField(t, 0, 'uint32', 0, whose);
      if (opcode >= codes.length)
        reject('tflite/reference', `${whose} names operator code ${opcode} of ${codes.length}`);
      const { code, customCode, version } = codes[opcode];
      const custom = code === 'CUSTOM' ? { customCode, customOptions: bytesField(t, 5, whose) } : {};
      const inputs = references(t, 1, true, `the inputs of ${whose} (${code})`);
      const outputs = references(t, 2, false, `the outputs of ${whose} (${code})`);
      return { code, ...custom, version, inputs, outputs, ...readOptions(t, code, whose) };
    }),
  };
}

function readTensor(table: Table, what: string, buffers: readonly Uint8Array[]): Tensor {
  const number = scalarField(table, 1, 'int8', 0, what);
  const type = tensorTypeNamed(number);
  if (!type) reject('tflite/tensor-type', `${what} has type ${number}, which TensorFlow Lite's schema 3 doesn't have`);
  const shape = scalarsField(table, 0, 'int32', `the shape of ${what}`);
  const buffer = scalarField(table, 2, 'uint32', 0, what);
  if (buffer >= buffers.length) reject('tflite/reference', `${what} names buffer ${buffer} of ${buffers.length}`);
  const elements = elementsOf(shape, what);
  const bytes = elements === undefined ? undefined : bytesOfElements(type, elements);
  if (bytes !== undefined && bytes > MOST_BYTES) {
    reject('tflite/shape', `${what} would take ${bytes} bytes; more than ${MOST_BYTES} no 32-bit device can address`);
  }
  const data = buffers[buffer].length;
  const sparse = hasField(table, 6);
  if (data > 0 && !sparse && bytes !== undefined && data < bytes) {
    reject('tflite/buffer', `${what} takes ${bytes} bytes, but its buffer ${buffer} has only ${data}`);
  }
  const quantization = tableField(table, 4, `the quantization of ${what}`);
  return {
    name: stringField(table, 3, `the name of ${what}`),
    type,
    shape,
    buffer,
    ...(quantization && { quantization: readQuantization(quantization, what) }),
    isVariable: scalarField(table, 5, 'bool', 0, what) !== 0,
    ...(sparse && { isSparse: true as const }),
  };
}

/** Undefined when a dimension is left open (-1). */
function elementsOf(shape: Shape, what: string): number | undefined {
  if (shape.length > MOST_DIMENSIONS) {
    reject('tflite/shape', `${what} has ${shape.length} dimensions; at most ${MOST_DIMENSIONS} are read`);
  }
  const wrong = shape.find((d) => d < -1);
  if (wrong !== undefined) reject('tflite/shape', `${what} has a dimension of ${wrong}`);
  // At most 16 factors below 2^31: far from infinity, and rounding doesn't matter beyond MOST_BYTES.
  return shape.includes(-1) ? undefined : sizeOf(shape);
}

function readQuantization(table: Table, what: string): Quantization {
  return {
    scales: scalarsField(table, 2, 'float32', `the scales of ${what}`),
    zeroPoints: scalarsField(table, 3, 'int64', `the zero points of ${what}`),
    quantizedDimension: scalarField(table, 6, 'int32', 0, what),
  };
}

function readOptions(operator: Table, code: BuiltinOperator, what: string): { options: Options; hasOptions: boolean } {
  const { type, fields } = optionTable(code);
  // A table of another type counts as none: the accessors that TFLM uses return null for it (builtin_options_as_...).
  const table =
    type !== 0 && scalarField(operator, 3, 'uint8', 0, what) === type
      ? tableField(operator, 4, `the options of ${what}`)
      : undefined;
  if (!table) return { options: {}, hasOptions: false };
  const values = fields.flatMap((field, slot): [string, Options[string]][] =>
    field.name === undefined ? [] : [[field.name, readField(table, slot, field, `${field.name} of ${what}`)]],
  );
  return { options: Object.fromEntries(values), hasOptions: true };
}

function readField(table: Table, slot: number, { type, initial }: Field, what: string): Options[string] {
  if (type === 'string') return stringField(table, slot, what);
  if (type === 'int32s') return scalarsField(table, slot, 'int32', what);
  if (type === 'float32s') return scalarsField(table, slot, 'float32', what);
  const value = scalarField(table, slot, type, Number(initial), what);
  return type === 'bool' ? value !== 0 : value;
}
