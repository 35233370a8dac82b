// A Model to the bytes of a .tflite file: the same model, the same bytes. Field numbers are those of schema.fbs.
import { Builder, type Offset } from 'flatbuffers';
import type { Metadata, Model, Operator, Quantization, Subgraph, Tensor } from './model.ts';
import { type Field, optionTable } from './options.ts';
import { operatorCode, tensorTypeCode } from './schema.ts';

/** TFLM reads weights in place; its kernels need data aligned to 16 bytes (schema.fbs, Buffer.data force_align). */
const DATA_ALIGNMENT = 16;
/** BuiltinOperator_PLACEHOLDER_FOR_GREATER_OP_CODES: what the old 8-bit field says for codes that it can't hold. */
const GREATER_CODES = 127;

export function writeModel(model: Model): Uint8Array {
  const builder = new Builder(1024 + model.buffers.reduce((sum, data) => sum + data.length + 32, 0));
  const codes = distinctCodes(model);
  const buffers = tables(
    builder,
    model.buffers.map((data) => writeBuffer(builder, data)),
  );
  const entries = model.metadata.map((entry) => writeMetadata(builder, entry));
  const metadata = entries.length === 0 ? 0 : tables(builder, entries);
  const subgraphs = tables(
    builder,
    model.subgraphs.map((graph) => writeSubgraph(builder, graph, codes)),
  );
  const operatorCodes = tables(
    builder,
    [...codes.values()].map(({ operator }) => writeCode(builder, operator)),
  );
  const description = writeName(builder, model.description);
  builder.startObject(7);
  builder.addFieldInt32(0, model.version, 0);
  builder.addFieldOffset(1, operatorCodes, 0);
  builder.addFieldOffset(2, subgraphs, 0);
  builder.addFieldOffset(3, description, 0);
  builder.addFieldOffset(4, buffers, 0);
  builder.addFieldOffset(6, metadata, 0);
  builder.finish(builder.endObject(), 'TFL3');
  return builder.asUint8Array().slice();
}

type Codes = ReadonlyMap<string, { readonly index: number; readonly operator: Operator }>;

const codeKey = ({ code, customCode, version }: Operator) => `${code} ${version} ${customCode ?? ''}`;

/** Operators of one code, custom code and version share an entry; entries in the order of their first use. */
function distinctCodes(model: Model): Codes {
  const codes = new Map<string, { index: number; operator: Operator }>();
  for (const operator of model.subgraphs.flatMap((graph) => graph.operators)) {
    const key = codeKey(operator);
    if (!codes.has(key)) codes.set(key, { index: codes.size, operator });
  }
  return codes;
}

function writeCode(builder: Builder, operator: Operator): Offset {
  const code = operatorCode(operator.code);
  const customCode = operator.customCode === undefined ? 0 : builder.createString(operator.customCode);
  builder.startObject(4);
  builder.addFieldInt8(0, Math.min(code, GREATER_CODES), 0);
  builder.addFieldOffset(1, customCode, 0);
  builder.addFieldInt32(2, operator.version, 1);
  builder.addFieldInt32(3, code, 0);
  return builder.endObject();
}

function writeBuffer(builder: Builder, data: Uint8Array): Offset {
  const vector = data.length > 0 ? alignedBytes(builder, data) : 0;
  builder.startObject(1);
  builder.addFieldOffset(0, vector, 0);
  return builder.endObject();
}

function alignedBytes(builder: Builder, data: Uint8Array): Offset {
  // The builder writes back to front: after `data.length` more bytes the position must be aligned.
  builder.prep(DATA_ALIGNMENT, data.length);
  return builder.createByteVector(data);
}

function writeMetadata(builder: Builder, { name, buffer }: Metadata): Offset {
  const nameOffset = builder.createString(name);
  builder.startObject(2);
  builder.addFieldOffset(0, nameOffset, 0);
  builder.addFieldInt32(1, buffer, 0);
  return builder.endObject();
}

function writeSubgraph(builder: Builder, graph: Subgraph, codes: Codes): Offset {
  const operators = tables(
    builder,
    graph.operators.map((operator) => writeOperator(builder, operator, codes)),
  );
  const tensors = tables(
    builder,
    graph.tensors.map((tensor) => writeTensor(builder, tensor)),
  );
  const inputs = int32s(builder, graph.inputs);
  const outputs = int32s(builder, graph.outputs);
  const name = writeName(builder, graph.name);
  builder.startObject(5);
  builder.addFieldOffset(0, tensors, 0);
  builder.addFieldOffset(1, inputs, 0);
  builder.addFieldOffset(2, outputs, 0);
  builder.addFieldOffset(3, operators, 0);
  builder.addFieldOffset(4, name, 0);
  return builder.endObject();
}

function writeTensor(builder: Builder, tensor: Tensor): Offset {
  const shape = int32s(builder, tensor.shape);
  const name = writeName(builder, tensor.name);
  const quantization = tensor.quantization ? writeQuantization(builder, tensor.quantization) : 0;
  builder.startObject(6);
  builder.addFieldOffset(0, shape, 0);
  builder.addFieldInt8(1, tensorTypeCode(tensor.type), 0);
  builder.addFieldInt32(2, tensor.buffer, 0);
  builder.addFieldOffset(3, name, 0);
  builder.addFieldOffset(4, quantization, 0);
  builder.addFieldInt8(5, Number(tensor.isVariable), 0);
  return builder.endObject();
}

function writeQuantization(builder: Builder, { scales, zeroPoints, quantizedDimension }: Quantization): Offset {
  const scaleOffset = scales.length > 0 ? float32s(builder, scales) : 0;
  const zeroPointOffset = zeroPoints.length > 0 ? int64s(builder, zeroPoints) : 0;
  builder.startObject(7);
  builder.addFieldOffset(2, scaleOffset, 0);
  builder.addFieldOffset(3, zeroPointOffset, 0);
  builder.addFieldInt32(6, quantizedDimension, 0);
  return builder.endObject();
}

function writeOperator(builder: Builder, operator: Operator, codes: Codes): Offset {
  const inputs = int32s(builder, operator.inputs);
  const outputs = int32s(builder, operator.outputs);
  const { type, fields } = optionTable(operator.code);
  const options = operator.hasOptions && type !== 0 ? writeOptions(builder, operator, fields) : 0;
  const { customOptions } = operator;
  const custom = customOptions && customOptions.length > 0 ? alignedBytes(builder, customOptions) : 0;
  builder.startObject(6);
  builder.addFieldInt32(0, codes.get(codeKey(operator))?.index ?? 0, 0);
  builder.addFieldOffset(1, inputs, 0);
  builder.addFieldOffset(2, outputs, 0);
  builder.addFieldInt8(3, options === 0 ? 0 : type, 0);
  builder.addFieldOffset(4, options, 0);
  builder.addFieldOffset(5, custom, 0);
  return builder.endObject();
}

function writeOptions(builder: Builder, { options, code }: Operator, fields: readonly Field[]): Offset {
  const values = fields.map((field) => {
    const value = field.name === undefined ? field.initial : (options[field.name] ?? field.initial);
    // Strings and vectors must be written before the table that refers to them.
    if (typeof value === 'string') return value === '' ? 0 : builder.createString(value);
    if (typeof value === 'object') {
      if (value.length === 0) return 0;
      return field.type === 'float32s' ? float32s(builder, value) : int32s(builder, value);
    }
    if (typeof value !== typeof field.initial) throw new Error(`${code}: ${field.name} is not a ${field.type}`);
    return Number(value);
  });
  builder.startObject(fields.length);
  fields.forEach((field, slot) => {
    writeField(builder, slot, field, values[slot]);
  });
  return builder.endObject();
}

function writeField(builder: Builder, slot: number, { type, initial }: Field, value: number): void {
  if (type === 'bool' || type === 'int8') builder.addFieldInt8(slot, value, Number(initial));
  else if (type === 'int32' || type === 'uint32') builder.addFieldInt32(slot, value, Number(initial));
  else if (type === 'int64') builder.addFieldInt64(slot, BigInt(value), BigInt(Number(initial)));
  else if (type === 'float32') builder.addFieldFloat32(slot, value, Number(initial));
  else builder.addFieldOffset(slot, value, 0);
}

/** Readers take a name that is left out for an empty one. */
function writeName(builder: Builder, name: string): Offset {
  return name === '' ? 0 : builder.createString(name);
}

function tables(builder: Builder, offsets: readonly Offset[]): Offset {
  return vector(builder, offsets, 4, (offset) => builder.addOffset(offset));
}

function int32s(builder: Builder, values: readonly number[]): Offset {
  return vector(builder, values, 4, (value) => builder.addInt32(value));
}

function int64s(builder: Builder, values: readonly number[]): Offset {
  return vector(builder, values, 8, (value) => builder.addInt64(BigInt(value)));
}

function float32s(builder: Builder, values: readonly number[]): Offset {
  return vector(builder, values, 4, (value) => builder.addFloat32(value));
}

function vector(builder: Builder, values: readonly number[], bytes: number, add: (value: number) => void): Offset {
  builder.startVector(bytes, values.length, bytes);
  for (let i = values.length - 1; i >= 0; i--) add(values[i]);
  return builder.endVector();
}
