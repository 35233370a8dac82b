// Every operator that runs; adding one is a file here and its line.
import type { Shape } from '../../base/shape.ts';
import type { BuiltinOperator } from '../../tflite/schema.ts';
import type { Op, Ops } from '../op.ts';
import { add } from './add.ts';
import { argMinMax } from './arg-min-max.ts';
import { batchMatmul } from './batch-matmul.ts';
import { broadcastTo } from './broadcast-to.ts';
import { cast } from './cast.ts';
import { circularBuffer } from './circular-buffer.ts';
import { comparisons } from './comparisons.ts';
import { controlFlow } from './control-flow.ts';
import { conv2d } from './conv2d.ts';
import { depthwiseConv2d } from './depthwise-conv2d.ts';
import { detection } from './detection.ts';
import { div } from './div.ts';
import { dynamicUpdateSlice } from './dynamic-update-slice.ts';
import { elementwise } from './elementwise.ts';
import { elu } from './elu.ts';
import { fill } from './fill.ts';
import { floorDivMod } from './floor-div-mod.ts';
import { fullyConnected } from './fully-connected.ts';
import { gather } from './gather.ts';
import { hardSwish } from './hard-swish.ts';
import { l2Normalization } from './l2-normalization.ts';
import { l2Pool } from './l2-pool.ts';
import { leakyRelu } from './leaky-relu.ts';
import { logSoftmax } from './log-softmax.ts';
import { logical } from './logical.ts';
import { logistic } from './logistic.ts';
import { lstm } from './lstm.ts';
import { maximumMinimum } from './maximum-minimum.ts';
import { mirrorPad } from './mirror-pad.ts';
import { mul } from './mul.ts';
import { pad } from './pad.ts';
import { pieces } from './pieces.ts';
import { pooling } from './pooling.ts';
import { quantize } from './quantize.ts';
import { reduce } from './reduce.ts';
import { relu } from './relu.ts';
import { reshape, reshapedShape } from './reshape.ts';
import { resize } from './resize.ts';
import { reverse } from './reverse.ts';
import { select } from './select.ts';
import { shape } from './shape.ts';
import { signal } from './signal.ts';
import { signalFrames } from './signal-frames.ts';
import { slice } from './slice.ts';
import { softmax } from './softmax.ts';
import { space } from './space.ts';
import { squaredDifference } from './squared-difference.ts';
import { stridedSlice } from './strided-slice.ts';
import { sums } from './sums.ts';
import { svdf } from './svdf.ts';
import { transpose } from './transpose.ts';
import { transposeConv } from './transpose-conv.ts';

export const OPS: Ops = {
  ...add,
  ...argMinMax,
  ...batchMatmul,
  ...broadcastTo,
  ...cast,
  ...comparisons,
  ...controlFlow,
  ...conv2d,
  ...depthwiseConv2d,
  ...div,
  ...dynamicUpdateSlice,
  ...elementwise,
  ...elu,
  ...fill,
  ...floorDivMod,
  ...fullyConnected,
  ...gather,
  ...hardSwish,
  ...l2Normalization,
  ...l2Pool,
  ...leakyRelu,
  ...logical,
  ...logistic,
  ...logSoftmax,
  ...lstm,
  ...maximumMinimum,
  ...mirrorPad,
  ...mul,
  ...pad,
  ...pieces,
  ...pooling,
  ...quantize,
  ...reduce,
  ...relu,
  ...reshape,
  ...resize,
  ...reverse,
  ...select,
  ...shape,
  ...slice,
  ...softmax,
  ...space,
  ...squaredDifference,
  ...stridedSlice,
  ...sums,
  ...svdf,
  ...transpose,
  ...transposeConv,
};

/** By the name in the file. */
export const CUSTOM_OPS: ReadonlyMap<string, Op> = new Map(
  Object.entries({ ...circularBuffer, ...detection, ...signal, ...signalFrames }),
);

/** Shapes of outputs that an operator sets itself, whatever the file says: of its first input, the file's, and the number of inputs. */
export const RUNTIME_SHAPES: Partial<
  Record<BuiltinOperator, (input: Shape, declared: Shape, inputCount: number) => Shape>
> = { RESHAPE: reshapedShape };
