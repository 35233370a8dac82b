// A Model to the pieces of its flatbuffer: fields at their defaults are left out, equal pieces are one. Field numbers
// are those of schema.fbs.
import type { Metadata, Model, Operator, Quantization, Subgraph, Tensor } from '../../tflite/model.ts';
import { type Field as OptionField, optionTable } from '../../tflite/options.ts';
import { operatorCode, tensorTypeCode } from '../../tflite/schema.ts';
import { type Field, float32, int8, int32, int64, type Piece, type Pieces, startPieces } from './piece.ts';

/** schema.fbs, Buffer.data force_align; TFLM reads weights in place. */
const DATA_ALIGNMENT = 16;
const IDENTIFIER = 'TFL3';

export function encode(model: Model): Piece {
  const pieces = startPieces();
  const codes = codesByUse(model);
  const { metadata } = model;
  const table = pieces.table([
    int32(model.version),
    pieces.tables(codes.map(({ operator }) => codeOf(pieces, operator))),
    pieces.tables(model.subgraphs.map((graph) => subgraphOf(pieces, graph, codes))),
    undefined,
    pieces.tables(model.buffers.map((data) => bufferOf(pieces, data))),
    undefined,
    metadata.length > 0 ? pieces.tables(metadata.map((entry) => metadataOf(pieces, entry))) : undefined,
  ]);
  return pieces.root(table, IDENTIFIER);
}

interface Code {
  readonly key: string;
  readonly operator: Operator;
  uses: number;
}

const codeKey = ({ code, customCode, version }: Operator) => `${code} ${version} ${customCode ?? ''}`;

/** The most frequent first: 0 is the default of an operator's index, which then takes no room. */
function codesByUse({ subgraphs }: Model): readonly Code[] {
  const codes = new Map<string, Code>();
  for (const operator of subgraphs.flatMap((graph) => graph.operators)) {
    const key = codeKey(operator);
    const code = codes.get(key) ?? { key, operator, uses: 0 };
    code.uses++;
    codes.set(key, code);
  }
  return [...codes.values()].sort((a, b) => b.uses - a.uses);
}

/** Undefined for the value that a reader takes where there is none. */
function unless(initial: number, value: number, bytes: (value: number) => Uint8Array): Uint8Array | undefined {
  return Object.is(value, initial) ? undefined : bytes(value);
}

/** Only the newer, wide field: the older one says the same, and TFLM looks for control flow in the newer alone
 * (micro_allocation_info.cc, MarkSubgraphLifetimesIfNecessary). */
function codeOf(pieces: Pieces, { code, customCode, version }: Operator): Piece {
  return pieces.table([
    undefined,
    customCode === undefined ? undefined : pieces.string(customCode),
    unless(1, version, int32),
    unless(0, operatorCode(code), int32),
  ]);
}

function bufferOf(pieces: Pieces, data: Uint8Array): Piece {
  return pieces.table(data.length > 0 ? [pieces.data(data, DATA_ALIGNMENT)] : []);
}

function metadataOf(pieces: Pieces, { name, buffer }: Metadata): Piece {
  return pieces.table([pieces.string(name), unless(0, buffer, int32)]);
}

/** Lists that TFLM reads without asking whether they are there are always there, empty or not. */
function subgraphOf(pieces: Pieces, { tensors, inputs, outputs, operators }: Subgraph, codes: readonly Code[]): Piece {
  const indices = new Map(codes.map(({ key }, index) => [key, index]));
  return pieces.table([
    pieces.tables(tensors.map((tensor) => tensorOf(pieces, tensor))),
    pieces.int32s(inputs),
    pieces.int32s(outputs),
    pieces.tables(operators.map((operator) => operatorOf(pieces, operator, indices.get(codeKey(operator)) ?? 0))),
  ]);
}

function tensorOf(pieces: Pieces, { shape, type, buffer, quantization, isVariable }: Tensor): Piece {
  return pieces.table([
    shape.length > 0 ? pieces.int32s(shape) : undefined,
    unless(0, tensorTypeCode(type), int8),
    unless(0, buffer, int32),
    undefined,
    quantization && quantizationOf(pieces, quantization),
    unless(0, Number(isVariable), int8),
  ]);
}

function quantizationOf(pieces: Pieces, { scales, zeroPoints, quantizedDimension }: Quantization): Piece {
  return pieces.table([
    undefined,
    undefined,
    scales.length > 0 ? pieces.float32s(scales) : undefined,
    zeroPoints.length > 0 ? pieces.int64s(zeroPoints) : undefined,
    undefined,
    undefined,
    unless(0, quantizedDimension, int32),
  ]);
}

function operatorOf(pieces: Pieces, operator: Operator, index: number): Piece {
  const { code, inputs, outputs, hasOptions, customOptions } = operator;
  const { type, fields } = optionTable(code);
  const options = hasOptions && type !== 0 ? pieces.table(fields.map((field) => optionOf(pieces, operator, field))) : 0;
  return pieces.table([
    unless(0, index, int32),
    pieces.int32s(inputs),
    pieces.int32s(outputs),
    options === 0 ? undefined : int8(type),
    options === 0 ? undefined : options,
    customOptions && customOptions.length > 0 ? pieces.data(customOptions, DATA_ALIGNMENT) : undefined,
  ]);
}

const SCALARS: Readonly<Record<string, (value: number) => Uint8Array>> = {
  bool: int8,
  int8,
  int32,
  uint32: int32,
  int64,
  float32,
};

function optionOf(pieces: Pieces, { options, code }: Operator, { name, type, initial }: OptionField): Field {
  const value = (name === undefined ? undefined : options[name]) ?? initial;
  if (typeof value === 'string') return value === '' ? undefined : pieces.string(value);
  if (typeof value === 'object') {
    if (value.length === 0) return undefined;
    return type === 'float32s' ? pieces.float32s(value) : pieces.int32s(value);
  }
  if (typeof value !== typeof initial) throw new Error(`${code}: ${name} is not a ${type}`);
  return unless(Number(initial), Number(value), SCALARS[type]);
}
