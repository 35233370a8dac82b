// The operators' option tables: name, type and default of every field, in the order of their numbers in schema.fbs.
import type { BuiltinOperator } from './schema.ts';

/** `int8` is every enum. A vector or string that is absent reads as empty. */
export type FieldType = 'bool' | 'int8' | 'int32' | 'uint32' | 'int64' | 'float32' | 'string' | 'int32s' | 'float32s';

export interface Field {
  /** The name in schema.fbs in camelCase; undefined for a deprecated field that no longer is read or written. */
  readonly name?: string;
  readonly type: FieldType;
  readonly initial: number | boolean | string | readonly number[];
}

const field =
  (type: FieldType, initial: Field['initial']) =>
  (name: string, other?: typeof initial): Field => ({ name, type, initial: other ?? initial });
const bool = field('bool', false);
const int8 = field('int8', 0);
const int32 = field('int32', 0);
const uint32 = field('uint32', 0);
const int64 = field('int64', 0);
const float32 = field('float32', 0);
const string = field('string', '');
const int32s = field('int32s', []);
const float32s = field('float32s', []);
const deprecated: Field = { type: 'int32', initial: 0 };

const activation = int8('fusedActivationFunction');
const asymmetric = bool('asymmetricQuantizeInputs');
const strides = [int32('strideW'), int32('strideH')];

export interface OptionTable {
  readonly operators: readonly BuiltinOperator[];
  readonly fields: readonly Field[];
}

const table = (operators: readonly BuiltinOperator[], ...fields: Field[]): OptionTable => ({ operators, fields });

/**
 * schema.fbs union BuiltinOptions: the index is the type in the file; 0 is no table. The tables of BuiltinOptions2
 * belong to operators that no microcontroller runtime has (StableHLO, DILATE, REDUCE_WINDOW).
 */
export const OPTION_TABLES: readonly OptionTable[] = [
  table([]),
  table(
    ['CONV_2D'],
    int8('padding'),
    ...strides,
    activation,
    int32('dilationWFactor', 1),
    int32('dilationHFactor', 1),
    int8('quantizedBiasType'),
  ),
  table(
    ['DEPTHWISE_CONV_2D'],
    int8('padding'),
    ...strides,
    int32('depthMultiplier'),
    activation,
    int32('dilationWFactor', 1),
    int32('dilationHFactor', 1),
  ),
  table(['CONCAT_EMBEDDINGS'], int32('numChannels'), int32s('numColumnsPerChannel'), int32s('embeddingDimPerChannel')),
  table(['LSH_PROJECTION'], int8('type')),
  table(
    ['AVERAGE_POOL_2D', 'MAX_POOL_2D', 'L2_POOL_2D'],
    int8('padding'),
    ...strides,
    int32('filterWidth'),
    int32('filterHeight'),
    activation,
  ),
  table(['SVDF'], int32('rank'), activation, asymmetric),
  table(['RNN'], activation, asymmetric),
  table(
    ['FULLY_CONNECTED'],
    activation,
    int8('weightsFormat'),
    bool('keepNumDims'),
    asymmetric,
    int8('quantizedBiasType'),
  ),
  table(['SOFTMAX'], float32('beta')),
  table(['CONCATENATION'], int32('axis'), activation),
  table(['ADD'], activation, bool('potScaleInt16', true)),
  table(['L2_NORMALIZATION'], activation),
  table(['LOCAL_RESPONSE_NORMALIZATION'], int32('radius'), float32('bias'), float32('alpha'), float32('beta')),
  table(['LSTM'], activation, float32('cellClip'), float32('projClip'), int8('kernelType'), asymmetric),
  table(['RESIZE_BILINEAR'], deprecated, deprecated, bool('alignCorners'), bool('halfPixelCenters')),
  table(['CALL'], uint32('subgraph')),
  table(['RESHAPE'], int32s('newShape')),
  table(['SKIP_GRAM'], int32('ngramSize'), int32('maxSkipSize'), bool('includeAllNgrams')),
  table(['SPACE_TO_DEPTH'], int32('blockSize')),
  table(['EMBEDDING_LOOKUP_SPARSE'], int8('combiner')),
  table(['MUL'], activation),
  table(['PAD']),
  table(['GATHER'], int32('axis'), int32('batchDims')),
  table(['BATCH_TO_SPACE_ND']),
  table(['SPACE_TO_BATCH_ND']),
  table(['TRANSPOSE']),
  table(['MEAN', 'SUM', 'REDUCE_PROD', 'REDUCE_MAX', 'REDUCE_MIN', 'REDUCE_ANY', 'REDUCE_ALL'], bool('keepDims')),
  table(['SUB'], activation, bool('potScaleInt16', true)),
  table(['DIV'], activation),
  table(['SQUEEZE'], int32s('squeezeDims')),
  table(['UNIDIRECTIONAL_SEQUENCE_RNN'], bool('timeMajor'), activation, asymmetric),
  table(
    ['STRIDED_SLICE'],
    int32('beginMask'),
    int32('endMask'),
    int32('ellipsisMask'),
    int32('newAxisMask'),
    int32('shrinkAxisMask'),
    bool('offset'),
  ),
  table(['EXP']),
  table(['TOPK_V2']),
  table(['SPLIT'], int32('numSplits')),
  table(['LOG_SOFTMAX']),
  table(['CAST'], int8('inDataType'), int8('outDataType')),
  table(['DEQUANTIZE']),
  table(['MAXIMUM', 'MINIMUM']),
  table(['ARG_MAX'], int8('outputType')),
  table(['LESS']),
  table(['NEG']),
  table(['PADV2']),
  table(['GREATER']),
  table(['GREATER_EQUAL']),
  table(['LESS_EQUAL']),
  table(['SELECT']),
  table(['SLICE']),
  table(['TRANSPOSE_CONV'], int8('padding'), ...strides, activation, int8('quantizedBiasType')),
  table(['SPARSE_TO_DENSE'], bool('validateIndices')),
  table(['TILE']),
  table(['EXPAND_DIMS']),
  table(['EQUAL']),
  table(['NOT_EQUAL']),
  table(['SHAPE'], int8('outType')),
  table(['POW']),
  table(['ARG_MIN'], int8('outputType')),
  table(['FAKE_QUANT'], float32('min'), float32('max'), int32('numBits'), bool('narrowRange')),
  table(['PACK'], int32('valuesCount'), int32('axis')),
  table(['LOGICAL_OR']),
  table(['ONE_HOT'], int32('axis')),
  table(['LOGICAL_AND']),
  table(['LOGICAL_NOT']),
  table(['UNPACK'], int32('num'), int32('axis')),
  table(['FLOOR_DIV']),
  table(['SQUARE']),
  table(['ZEROS_LIKE']),
  table(['FILL']),
  table(
    ['BIDIRECTIONAL_SEQUENCE_LSTM'],
    activation,
    float32('cellClip'),
    float32('projClip'),
    bool('mergeOutputs'),
    bool('timeMajor', true),
    asymmetric,
  ),
  table(['BIDIRECTIONAL_SEQUENCE_RNN'], bool('timeMajor'), activation, bool('mergeOutputs'), asymmetric),
  table(
    ['UNIDIRECTIONAL_SEQUENCE_LSTM'],
    activation,
    float32('cellClip'),
    float32('projClip'),
    bool('timeMajor'),
    asymmetric,
    bool('diagonalRecurrentTensors'),
  ),
  table(['FLOOR_MOD']),
  table(['RANGE']),
  table(['RESIZE_NEAREST_NEIGHBOR'], bool('alignCorners'), bool('halfPixelCenters')),
  table(['LEAKY_RELU'], float32('alpha')),
  table(['SQUARED_DIFFERENCE']),
  table(['MIRROR_PAD'], int8('mode')),
  table(['ABS']),
  table(['SPLIT_V'], int32('numSplits')),
  table(['UNIQUE'], int8('idxOutType', 2)),
  table(['REVERSE_V2']),
  table(['ADD_N']),
  table(['GATHER_ND']),
  table(['COS']),
  table(['WHERE']),
  table(['RANK']),
  table(['REVERSE_SEQUENCE'], int32('seqDim'), int32('batchDim')),
  table(['MATRIX_DIAG']),
  table(['QUANTIZE']),
  table(['MATRIX_SET_DIAG']),
  table(['HARD_SWISH']),
  table(['IF'], int32('thenSubgraphIndex'), int32('elseSubgraphIndex')),
  table(['WHILE'], int32('condSubgraphIndex'), int32('bodySubgraphIndex')),
  table(['DEPTH_TO_SPACE'], int32('blockSize')),
  table(['NON_MAX_SUPPRESSION_V4']),
  table(['NON_MAX_SUPPRESSION_V5']),
  table(['SCATTER_ND']),
  table(['SELECT_V2']),
  table(['DENSIFY']),
  table(['SEGMENT_SUM']),
  table(['BATCH_MATMUL'], bool('adjX'), bool('adjY'), asymmetric),
  table(['CUMSUM'], bool('exclusive'), bool('reverse')),
  table(['CALL_ONCE'], int32('initSubgraphIndex')),
  table(['BROADCAST_TO']),
  table(['RFFT2D']),
  table(
    ['CONV_3D', 'CONV_3D_TRANSPOSE'],
    int8('padding'),
    int32('strideD'),
    int32('strideW'),
    int32('strideH'),
    activation,
    int32('dilationDFactor', 1),
    int32('dilationWFactor', 1),
    int32('dilationHFactor', 1),
  ),
  table(['HASHTABLE'], int32('tableId'), int8('keyDtype'), int8('valueDtype')),
  table(['HASHTABLE_FIND']),
  table(['HASHTABLE_IMPORT']),
  table(['HASHTABLE_SIZE']),
  table(['VAR_HANDLE'], string('container'), string('sharedName')),
  table(['READ_VARIABLE']),
  table(['ASSIGN_VARIABLE']),
  table(['RANDOM_UNIFORM', 'RANDOM_STANDARD_NORMAL', 'MULTINOMIAL'], int64('seed'), int64('seed2')),
  table(['BUCKETIZE'], float32s('boundaries')),
  table(['GELU'], bool('approximate')),
  table(['DYNAMIC_UPDATE_SLICE']),
  table(['UNSORTED_SEGMENT_PROD']),
  table(['UNSORTED_SEGMENT_MAX']),
  table(['UNSORTED_SEGMENT_MIN']),
  table(['UNSORTED_SEGMENT_SUM']),
  table(['ATAN2']),
  table(['SIGN']),
  table(['BITCAST']),
  table(['BITWISE_XOR']),
  table(['RIGHT_SHIFT']),
];

const TABLE_OF: ReadonlyMap<BuiltinOperator, number> = new Map(
  OPTION_TABLES.flatMap(({ operators }, type) =>
    operators.map((operator): [BuiltinOperator, number] => [operator, type]),
  ),
);

/** The type number and fields of an operator's options; type 0 for operators without options. */
export function optionTable(operator: BuiltinOperator): { readonly type: number; readonly fields: readonly Field[] } {
  const type = TABLE_OF.get(operator) ?? 0;
  return { type, fields: OPTION_TABLES[type].fields };
}
