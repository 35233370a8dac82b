// Every operator of TFLM that runs here, a row each, as its Register_... functions. To add one: its files and its row.
import type { Shape } from '../base/shape.ts';
import type { Operator } from '../tflite/model.ts';
import type { BuiltinOperator } from '../tflite/schema.ts';
import {
  eluFootprint,
  hardSwishFootprint,
  leakyReluFootprint,
  logisticFootprint,
  relu6Footprint,
  reluFootprint,
  tanhFootprint,
} from './footprints/activations.ts';
import { addFootprint, divFootprint, mulFootprint, subFootprint } from './footprints/arithmetic.ts';
import { batchMatmulFootprint } from './footprints/batch-matmul.ts';
import {
  assignVariableFootprint,
  callOnceFootprint,
  ifFootprint,
  readVariableFootprint,
  varHandleFootprint,
  whileFootprint,
} from './footprints/control-flow.ts';
import { conv2dFootprint } from './footprints/conv2d.ts';
import {
  argMinMaxFootprint,
  castFootprint,
  l2NormalizationFootprint,
  quantizeFootprint,
} from './footprints/convert.ts';
import { decodeFootprint } from './footprints/decode.ts';
import { depthwiseConv2dFootprint } from './footprints/depthwise-conv2d.ts';
import { detectionPostProcessFootprint } from './footprints/detection.ts';
import {
  absFootprint,
  comparisonFootprint,
  logSoftmaxFootprint,
  preluFootprint,
  rsqrtFootprint,
  squaredDifferenceFootprint,
} from './footprints/elementwise.ts';
import { allTensorsFootprint, type Footprint, inputAndOutputFootprint, noFootprint } from './footprints/footprint.ts';
import { fullyConnectedFootprint } from './footprints/fully-connected.ts';
import { lstmFootprint } from './footprints/lstm.ts';
import { averagePoolFootprint, l2PoolFootprint, maxPoolFootprint } from './footprints/pooling.ts';
import {
  concatenationFootprint,
  depthToSpaceFootprint,
  embeddingLookupFootprint,
  gatherFootprint,
  gatherNdFootprint,
  mirrorPadFootprint,
  packFootprint,
  padFootprint,
  reshapeFootprint,
  resizeFootprint,
  selectFootprint,
  shapeFootprint,
  spaceToBatchFootprint,
  spaceToDepthFootprint,
  splitFootprint,
  splitVFootprint,
  squeezeFootprint,
  stridedSliceFootprint,
  unpackFootprint,
} from './footprints/rearrange.ts';
import { meanOrSumFootprint, minOrMaxFootprint } from './footprints/reduce.ts';
import {
  circularBufferFootprint,
  delayFootprint,
  energyFootprint,
  filterBankFootprint,
  filterBankLogFootprint,
  framerFootprint,
  irfftFootprint,
  overlapAddFootprint,
  pcanFootprint,
  rfftFootprint,
  signalWindowFootprint,
  spectralSubtractionFootprint,
  stackerFootprint,
} from './footprints/signal.ts';
import { softmaxFootprint } from './footprints/softmax.ts';
import { addNFootprint, cumsumFootprint } from './footprints/sums.ts';
import { svdfFootprint } from './footprints/svdf.ts';
import { transposeConvFootprint } from './footprints/transpose-conv.ts';
import type { Op } from './op.ts';
import { add, sub } from './ops/add.ts';
import { addN } from './ops/add-n.ts';
import { argMax, argMin } from './ops/arg-min-max.ts';
import { batchMatmul } from './ops/batch-matmul.ts';
import { broadcastArgs, broadcastTo } from './ops/broadcast-to.ts';
import { cast } from './ops/cast.ts';
import { circularBuffer } from './ops/circular-buffer.ts';
import { equal, greater, greaterEqual, less, lessEqual, notEqual } from './ops/comparisons.ts';
import { concatenation } from './ops/concatenation.ts';
import { assignVariable, branch, callOnce, loop, readVariable, varHandle } from './ops/control-flow.ts';
import { conv2d } from './ops/conv2d.ts';
import { cumsum } from './ops/cumsum.ts';
import { decodeWeights } from './ops/decode.ts';
import { depthwiseConv2d } from './ops/depthwise-conv2d.ts';
import { detectionPostProcess } from './ops/detection.ts';
import { div } from './ops/div.ts';
import { dynamicUpdateSlice } from './ops/dynamic-update-slice.ts';
import { abs, ceil, cos, exp, floor, log, neg, round, rsqrt, sin, sqrt, square } from './ops/elementwise.ts';
import { elu } from './ops/elu.ts';
import { fill, zerosLike } from './ops/fill.ts';
import { floorDiv, floorMod } from './ops/floor-div-mod.ts';
import { fullyConnected } from './ops/fully-connected.ts';
import { embeddingLookup, gather, gatherNd } from './ops/gather.ts';
import { hardSwish } from './ops/hard-swish.ts';
import { l2Normalization } from './ops/l2-normalization.ts';
import { l2Pool } from './ops/l2-pool.ts';
import { leakyRelu, prelu } from './ops/leaky-relu.ts';
import { logSoftmax } from './ops/log-softmax.ts';
import { logicalAnd, logicalNot, logicalOr } from './ops/logical.ts';
import { logistic, tanh } from './ops/logistic.ts';
import { lstm } from './ops/lstm.ts';
import { maximum, minimum } from './ops/maximum-minimum.ts';
import { mirrorPad } from './ops/mirror-pad.ts';
import { mul } from './ops/mul.ts';
import { pack, unpack } from './ops/pack.ts';
import { pad } from './ops/pad.ts';
import { averagePool, maxPool } from './ops/pooling.ts';
import { dequantize, quantize } from './ops/quantize.ts';
import { mean, reduceAll, reduceMax, reduceMin, sum } from './ops/reduce.ts';
import { relu, relu6 } from './ops/relu.ts';
import { expandDims, reshape, reshapedShape, squeeze } from './ops/reshape.ts';
import { resizeBilinear, resizeNearest } from './ops/resize.ts';
import { reverse } from './ops/reverse.ts';
import { select } from './ops/select.ts';
import { shape } from './ops/shape.ts';
import { autoScale, energy, irfft, rfft, signalWindow } from './ops/signal-fft.ts';
import {
  filterBank,
  filterBankLog,
  filterBankSquareRoot,
  pcan,
  spectralSubtraction,
} from './ops/signal-filter-bank.ts';
import { delay, framer, overlapAdd, stacker } from './ops/signal-frames.ts';
import { slice } from './ops/slice.ts';
import { softmax } from './ops/softmax.ts';
import { batchToSpace, depthToSpace, spaceToBatch, spaceToDepth } from './ops/space.ts';
import { split, splitV } from './ops/split.ts';
import { squaredDifference } from './ops/squared-difference.ts';
import { stridedSlice } from './ops/strided-slice.ts';
import { svdf } from './ops/svdf.ts';
import { transpose } from './ops/transpose.ts';
import { transposeConv } from './ops/transpose-conv.ts';
import { variableKey } from './variables.ts';
import { batchMatmulWork } from './work/batch-matmul.ts';
import { binaryWork, extremeWork, preluWork } from './work/binary.ts';
import { convWork, depthwiseWork } from './work/convolution.ts';
import { decodeWork } from './work/decode.ts';
import { denseWork } from './work/dense.ts';
import {
  depthWork,
  expandDimsWork,
  mirrorPadWork,
  packWork,
  resizeBilinearWork,
  shapeWork,
  sliceWork,
  splitWork,
  transposeWork,
} from './work/loops.ts';
import {
  batchWork,
  concatenationWork,
  gatherWork,
  padWork,
  resizeNearestWork,
  stridedSliceWork,
  wholeCopyWork,
} from './work/moves.ts';
import { poolWork } from './work/pools.ts';
import { lstmWork, svdfWork } from './work/recurrent.ts';
import { argWork, cumsumWork, l2NormalizationWork, reduceWork } from './work/reduce.ts';
import { softmaxWork } from './work/softmax.ts';
import { transposeConvWork } from './work/transpose-conv.ts';
import { castWork, conversionWork, quantizeWork, sigmoidWork, unaryWork } from './work/unary.ts';
import type { WorkOf } from './work/work.ts';

export interface OperatorRow {
  /** Checks, decides and computes parameters; what it returns runs. */
  readonly prepare: Op;
  /** What TFLM allocates for it. */
  readonly footprint: Footprint;
  /** Its loops, from shapes alone; left out where its instructions have not been counted on any core. */
  readonly work?: WorkOf;
  /** The shape that it gives its output itself, whatever the file says. */
  readonly outputShape?: OutputShape;
  /** The key of the resource variable that its first output is the handle of (variables.ts). */
  readonly variable?: (operator: Operator) => string;
  /** Its options that name the subgraphs it calls, in the order in which TFLM marks their lifetimes. */
  readonly calls?: readonly string[];
}

/** Of the first input's shape, that of the output in the file, and the number of inputs. */
export type OutputShape = (input: Shape, declared: Shape, inputCount: number) => Shape;

/** Maps, since names of custom operators come from a stranger's file. */
export interface OperatorTable {
  readonly builtins: ReadonlyMap<string, OperatorRow>;
  /** By the name in the file. */
  readonly customs: ReadonlyMap<string, OperatorRow>;
}

const BUILTINS = {
  ABS: { prepare: abs, footprint: absFootprint, work: unaryWork('abs') },
  ADD: { prepare: add, footprint: addFootprint, work: binaryWork('add') },
  ADD_N: { prepare: addN, footprint: addNFootprint },
  ARG_MAX: { prepare: argMax, footprint: argMinMaxFootprint, work: argWork },
  ARG_MIN: { prepare: argMin, footprint: argMinMaxFootprint, work: argWork },
  ASSIGN_VARIABLE: { prepare: assignVariable, footprint: assignVariableFootprint },
  AVERAGE_POOL_2D: { prepare: averagePool, footprint: averagePoolFootprint, work: poolWork('average pool') },
  BATCH_MATMUL: { prepare: batchMatmul, footprint: batchMatmulFootprint, work: batchMatmulWork },
  BATCH_TO_SPACE_ND: { prepare: batchToSpace, footprint: inputAndOutputFootprint, work: batchWork('batchToSpace') },
  BROADCAST_ARGS: { prepare: broadcastArgs, footprint: allTensorsFootprint },
  BROADCAST_TO: { prepare: broadcastTo, footprint: allTensorsFootprint },
  CALL_ONCE: { prepare: callOnce, footprint: callOnceFootprint, calls: ['initSubgraphIndex'] },
  CAST: { prepare: cast, footprint: castFootprint, work: castWork },
  CEIL: { prepare: ceil, footprint: inputAndOutputFootprint },
  CONCATENATION: { prepare: concatenation, footprint: concatenationFootprint, work: concatenationWork },
  CONV_2D: { prepare: conv2d, footprint: conv2dFootprint, work: convWork },
  COS: { prepare: cos, footprint: inputAndOutputFootprint },
  CUMSUM: { prepare: cumsum, footprint: cumsumFootprint, work: cumsumWork },
  DEPTHWISE_CONV_2D: { prepare: depthwiseConv2d, footprint: depthwiseConv2dFootprint, work: depthwiseWork },
  DEPTH_TO_SPACE: { prepare: depthToSpace, footprint: depthToSpaceFootprint, work: depthWork('depthToSpace') },
  DEQUANTIZE: { prepare: dequantize, footprint: quantizeFootprint, work: conversionWork('dequantize') },
  DIV: { prepare: div, footprint: divFootprint, work: binaryWork('div') },
  DYNAMIC_UPDATE_SLICE: { prepare: dynamicUpdateSlice, footprint: allTensorsFootprint },
  ELU: { prepare: elu, footprint: eluFootprint, work: unaryWork('elu') },
  EMBEDDING_LOOKUP: { prepare: embeddingLookup, footprint: embeddingLookupFootprint },
  EQUAL: { prepare: equal, footprint: comparisonFootprint, work: binaryWork('comparison') },
  EXP: { prepare: exp, footprint: inputAndOutputFootprint, work: unaryWork('exp') },
  EXPAND_DIMS: { prepare: expandDims, footprint: allTensorsFootprint, work: expandDimsWork },
  FILL: { prepare: fill, footprint: allTensorsFootprint },
  FLOOR: { prepare: floor, footprint: noFootprint },
  FLOOR_DIV: { prepare: floorDiv, footprint: allTensorsFootprint },
  FLOOR_MOD: { prepare: floorMod, footprint: allTensorsFootprint },
  FULLY_CONNECTED: { prepare: fullyConnected, footprint: fullyConnectedFootprint, work: denseWork },
  GATHER: { prepare: gather, footprint: gatherFootprint, work: gatherWork },
  GATHER_ND: { prepare: gatherNd, footprint: gatherNdFootprint },
  GREATER: { prepare: greater, footprint: comparisonFootprint, work: binaryWork('comparison') },
  GREATER_EQUAL: { prepare: greaterEqual, footprint: comparisonFootprint, work: binaryWork('comparison') },
  HARD_SWISH: { prepare: hardSwish, footprint: hardSwishFootprint, work: unaryWork('hard swish') },
  IF: { prepare: branch, footprint: ifFootprint, calls: ['thenSubgraphIndex', 'elseSubgraphIndex'] },
  L2_NORMALIZATION: { prepare: l2Normalization, footprint: l2NormalizationFootprint, work: l2NormalizationWork },
  L2_POOL_2D: { prepare: l2Pool, footprint: l2PoolFootprint },
  LEAKY_RELU: { prepare: leakyRelu, footprint: leakyReluFootprint, work: unaryWork('leaky relu') },
  LESS: { prepare: less, footprint: comparisonFootprint, work: binaryWork('comparison') },
  LESS_EQUAL: { prepare: lessEqual, footprint: comparisonFootprint, work: binaryWork('comparison') },
  LOG: { prepare: log, footprint: inputAndOutputFootprint, work: unaryWork('log') },
  LOGICAL_AND: { prepare: logicalAnd, footprint: noFootprint },
  LOGICAL_NOT: { prepare: logicalNot, footprint: inputAndOutputFootprint },
  LOGICAL_OR: { prepare: logicalOr, footprint: noFootprint },
  LOGISTIC: { prepare: logistic, footprint: logisticFootprint, work: sigmoidWork('logistic') },
  LOG_SOFTMAX: { prepare: logSoftmax, footprint: logSoftmaxFootprint, work: softmaxWork(true) },
  MAXIMUM: { prepare: maximum, footprint: noFootprint, work: extremeWork('extreme') },
  MAX_POOL_2D: { prepare: maxPool, footprint: maxPoolFootprint, work: poolWork('max pool') },
  MEAN: { prepare: mean, footprint: meanOrSumFootprint, work: reduceWork('sum') },
  MINIMUM: { prepare: minimum, footprint: noFootprint, work: extremeWork('extreme') },
  MIRROR_PAD: { prepare: mirrorPad, footprint: mirrorPadFootprint, work: mirrorPadWork },
  MUL: { prepare: mul, footprint: mulFootprint, work: binaryWork('mul') },
  NEG: { prepare: neg, footprint: noFootprint, work: unaryWork('neg') },
  NOT_EQUAL: { prepare: notEqual, footprint: comparisonFootprint, work: binaryWork('comparison') },
  PACK: { prepare: pack, footprint: packFootprint, work: packWork('pack') },
  PAD: { prepare: pad, footprint: padFootprint, work: padWork },
  PADV2: { prepare: pad, footprint: padFootprint, work: padWork },
  PRELU: { prepare: prelu, footprint: preluFootprint, work: preluWork },
  QUANTIZE: { prepare: quantize, footprint: quantizeFootprint, work: quantizeWork },
  READ_VARIABLE: { prepare: readVariable, footprint: readVariableFootprint },
  REDUCE_ALL: { prepare: reduceAll, footprint: minOrMaxFootprint },
  REDUCE_MAX: { prepare: reduceMax, footprint: minOrMaxFootprint, work: reduceWork('most') },
  REDUCE_MIN: { prepare: reduceMin, footprint: minOrMaxFootprint, work: reduceWork('most') },
  RELU: { prepare: relu, footprint: reluFootprint, work: unaryWork('relu') },
  RELU6: { prepare: relu6, footprint: relu6Footprint, work: unaryWork('relu6') },
  RESHAPE: {
    prepare: reshape,
    footprint: reshapeFootprint,
    outputShape: reshapedShape,
    work: wholeCopyWork('reshape'),
  },
  RESIZE_BILINEAR: { prepare: resizeBilinear, footprint: resizeFootprint, work: resizeBilinearWork },
  RESIZE_NEAREST_NEIGHBOR: { prepare: resizeNearest, footprint: resizeFootprint, work: resizeNearestWork },
  REVERSE_V2: { prepare: reverse, footprint: allTensorsFootprint },
  ROUND: { prepare: round, footprint: inputAndOutputFootprint },
  RSQRT: { prepare: rsqrt, footprint: rsqrtFootprint, work: unaryWork('rsqrt') },
  SELECT_V2: { prepare: select, footprint: selectFootprint },
  SHAPE: { prepare: shape, footprint: shapeFootprint, work: shapeWork },
  SIN: { prepare: sin, footprint: inputAndOutputFootprint },
  SLICE: { prepare: slice, footprint: allTensorsFootprint, work: sliceWork },
  SOFTMAX: { prepare: softmax, footprint: softmaxFootprint, work: softmaxWork(false) },
  SPACE_TO_BATCH_ND: { prepare: spaceToBatch, footprint: spaceToBatchFootprint, work: batchWork('spaceToBatch') },
  SPACE_TO_DEPTH: { prepare: spaceToDepth, footprint: spaceToDepthFootprint, work: depthWork('spaceToDepth') },
  SPLIT: { prepare: split, footprint: splitFootprint, work: splitWork('split') },
  SPLIT_V: { prepare: splitV, footprint: splitVFootprint, work: splitWork('splitV') },
  SQRT: { prepare: sqrt, footprint: inputAndOutputFootprint, work: unaryWork('sqrt') },
  SQUARE: { prepare: square, footprint: inputAndOutputFootprint },
  SQUARED_DIFFERENCE: {
    prepare: squaredDifference,
    footprint: squaredDifferenceFootprint,
    work: binaryWork('squared difference'),
  },
  SQUEEZE: { prepare: squeeze, footprint: squeezeFootprint, work: wholeCopyWork('squeeze') },
  STRIDED_SLICE: { prepare: stridedSlice, footprint: stridedSliceFootprint, work: stridedSliceWork },
  SUB: { prepare: sub, footprint: subFootprint, work: binaryWork('sub') },
  SUM: { prepare: sum, footprint: meanOrSumFootprint, work: reduceWork('sum') },
  SVDF: { prepare: svdf, footprint: svdfFootprint, work: svdfWork },
  TANH: { prepare: tanh, footprint: tanhFootprint, work: sigmoidWork('tanh') },
  TRANSPOSE: { prepare: transpose, footprint: allTensorsFootprint, work: transposeWork },
  TRANSPOSE_CONV: { prepare: transposeConv, footprint: transposeConvFootprint, work: transposeConvWork },
  UNIDIRECTIONAL_SEQUENCE_LSTM: { prepare: lstm, footprint: lstmFootprint, work: lstmWork },
  UNPACK: { prepare: unpack, footprint: unpackFootprint, work: packWork('unpack') },
  VAR_HANDLE: { prepare: varHandle, footprint: varHandleFootprint, variable: variableKey },
  WHILE: { prepare: loop, footprint: whileFootprint, calls: ['condSubgraphIndex', 'bodySubgraphIndex'] },
  ZEROS_LIKE: { prepare: zerosLike, footprint: inputAndOutputFootprint },
} satisfies Partial<Record<BuiltinOperator, OperatorRow>>;

const CUSTOMS: Readonly<Record<string, OperatorRow>> = {
  CIRCULAR_BUFFER: { prepare: circularBuffer, footprint: circularBufferFootprint },
  SignalDelay: { prepare: delay, footprint: delayFootprint },
  SignalEnergy: { prepare: energy, footprint: energyFootprint },
  SignalFftAutoScale: { prepare: autoScale, footprint: allTensorsFootprint },
  SignalFilterBank: { prepare: filterBank, footprint: filterBankFootprint },
  SignalFilterBankLog: { prepare: filterBankLog, footprint: filterBankLogFootprint },
  SignalFilterBankSpectralSubtraction: { prepare: spectralSubtraction, footprint: spectralSubtractionFootprint },
  SignalFilterBankSquareRoot: { prepare: filterBankSquareRoot, footprint: allTensorsFootprint },
  SignalFramer: { prepare: framer, footprint: framerFootprint },
  SignalIrfft: { prepare: irfft, footprint: irfftFootprint },
  SignalOverlapAdd: { prepare: overlapAdd, footprint: overlapAddFootprint },
  SignalPCAN: { prepare: pcan, footprint: pcanFootprint },
  SignalRfft: { prepare: rfft, footprint: rfftFootprint },
  SignalStacker: { prepare: stacker, footprint: stackerFootprint },
  SignalWindow: { prepare: signalWindow, footprint: signalWindowFootprint },
  TFLM_DECODE: { prepare: decodeWeights, footprint: decodeFootprint, work: decodeWork },
  TFLite_Detection_PostProcess: { prepare: detectionPostProcess, footprint: detectionPostProcessFootprint },
};

export const OPERATORS: OperatorTable = {
  builtins: new Map(Object.entries(BUILTINS)),
  customs: new Map(Object.entries(CUSTOMS)),
};
