// What a model says of itself, as the FlatBuffer of metadata_schema.fbs.
import { Builder, type Offset } from 'flatbuffers';
import {
  ASSOCIATED_FILE,
  CONTENT,
  FEATURE_PROPERTIES,
  GRAYSCALE,
  IMAGE,
  IMAGE_PROPERTIES,
  METADATA_IDENTIFIER,
  MODEL,
  NORMALIZATION,
  NORMALIZATION_OPTIONS,
  PROCESS_UNIT,
  RGB,
  STATS,
  SUBGRAPH,
  TENSOR,
  TENSOR_AXIS_LABELS,
} from './schema.ts';

/** Of an input or output, in the words of TensorMetadata. */
export interface TensorMetadata {
  readonly name: string;
  readonly description: string;
  /** Of a picture; features where it is left out. */
  readonly colours?: 'rgb' | 'grayscale';
  /** The network is fed (value - mean) / std; one number, or one a channel. */
  readonly normalization?: { readonly mean: readonly number[]; readonly std: readonly number[] };
  /** Of the values in front of `normalization`. */
  readonly range?: { readonly min: number; readonly max: number };
  /** A line for each value, packed behind the model. */
  readonly labelFile?: string;
}

export interface ModelMetadata {
  readonly name: string;
  readonly description: string;
  /** As many as the graph has, in its order; so `outputs`. */
  readonly inputs: readonly TensorMetadata[];
  readonly outputs: readonly TensorMetadata[];
}

/** Of all that is written here (metadata_version.cc, GetMinimumMetadataParserVersion). */
const MIN_PARSER_VERSION = '1.0.0';

/** The same metadata, the same bytes. */
export function writeMetadata({ name, description, inputs, outputs }: ModelMetadata): Uint8Array {
  const builder = new Builder(1024);
  const tensors = [inputs, outputs].map((list) =>
    vectorOf(
      builder,
      list.map((each) => tensorOf(builder, each)),
    ),
  );
  const graph = tableOf(builder, SUBGRAPH.fields, { [SUBGRAPH.inputs]: tensors[0], [SUBGRAPH.outputs]: tensors[1] });
  const root = tableOf(builder, MODEL.fields, {
    [MODEL.name]: builder.createString(name),
    [MODEL.description]: builder.createString(description),
    [MODEL.subgraphs]: vectorOf(builder, [graph]),
    [MODEL.minParserVersion]: builder.createString(MIN_PARSER_VERSION),
  });
  builder.finish(root, METADATA_IDENTIFIER);
  return builder.asUint8Array().slice();
}

function tensorOf(builder: Builder, { name, description, normalization, range, labelFile, colours }: TensorMetadata) {
  const units = normalization && vectorOf(builder, [normalizationOf(builder, normalization)]);
  return tableOf(builder, TENSOR.fields, {
    [TENSOR.name]: builder.createString(name),
    [TENSOR.description]: builder.createString(description),
    [TENSOR.content]: contentOf(builder, colours),
    ...(units !== undefined && { [TENSOR.processUnits]: units }),
    ...(range && {
      [TENSOR.stats]: tableOf(builder, STATS.fields, {
        [STATS.max]: floatsOf(builder, [range.max]),
        [STATS.min]: floatsOf(builder, [range.min]),
      }),
    }),
    ...(labelFile !== undefined && { [TENSOR.files]: vectorOf(builder, [labelFileOf(builder, labelFile)]) }),
  });
}

function contentOf(builder: Builder, colours: TensorMetadata['colours']): Offset {
  const properties = colours
    ? tableOf(builder, IMAGE.fields, {}, { [IMAGE.colorSpace]: colours === 'rgb' ? RGB : GRAYSCALE })
    : tableOf(builder, 0, {});
  const type = colours ? IMAGE_PROPERTIES : FEATURE_PROPERTIES;
  return tableOf(builder, CONTENT.fields, { [CONTENT.properties]: properties }, { [CONTENT.propertiesType]: type });
}

function normalizationOf(builder: Builder, { mean, std }: NonNullable<TensorMetadata['normalization']>): Offset {
  const options = tableOf(builder, NORMALIZATION.fields, {
    [NORMALIZATION.mean]: floatsOf(builder, mean),
    [NORMALIZATION.std]: floatsOf(builder, std),
  });
  const type = { [PROCESS_UNIT.optionsType]: NORMALIZATION_OPTIONS };
  return tableOf(builder, PROCESS_UNIT.fields, { [PROCESS_UNIT.options]: options }, type);
}

function labelFileOf(builder: Builder, name: string): Offset {
  const fields = {
    [ASSOCIATED_FILE.name]: builder.createString(name),
    [ASSOCIATED_FILE.description]: builder.createString(
      'Names of the classes, one a line, in the order of the output.',
    ),
  };
  return tableOf(builder, ASSOCIATED_FILE.fields, fields, { [ASSOCIATED_FILE.type]: TENSOR_AXIS_LABELS });
}

/** By field number: where strings, vectors and tables are, and numbers of one byte. */
function tableOf(
  builder: Builder,
  fields: number,
  offsets: Readonly<Record<number, Offset>>,
  bytes: Readonly<Record<number, number>> = {},
): Offset {
  builder.startObject(fields);
  for (const [slot, offset] of Object.entries(offsets)) builder.addFieldOffset(Number(slot), offset, 0);
  for (const [slot, byte] of Object.entries(bytes)) builder.addFieldInt8(Number(slot), byte, 0);
  return builder.endObject();
}

function vectorOf(builder: Builder, offsets: readonly Offset[]): Offset {
  builder.startVector(4, offsets.length, 4);
  for (const offset of offsets.toReversed()) builder.addOffset(offset);
  return builder.endVector();
}

function floatsOf(builder: Builder, values: readonly number[]): Offset {
  builder.startVector(4, values.length, 4);
  for (const value of values.toReversed()) builder.addFloat32(value);
  return builder.endVector();
}
