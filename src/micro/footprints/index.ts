// Every operator whose memory use is known; adding one is a file here and its line.

import { activations } from './activations.ts';
import { arithmetic } from './arithmetic.ts';
import { batchMatmul } from './batch-matmul.ts';
import { circularBuffer } from './circular-buffer.ts';
import { concatenation } from './concatenation.ts';
import { controlFlow } from './control-flow.ts';
import { conv } from './conv.ts';
import { convert } from './convert.ts';
import { depthwiseConv } from './depthwise-conv.ts';
import { detection } from './detection.ts';
import { elementwise } from './elementwise.ts';
import type { Footprint, Footprints } from './footprint.ts';
import { fullyConnected } from './fully-connected.ts';
import { lstm } from './lstm.ts';
import { pad } from './pad.ts';
import { pooling } from './pooling.ts';
import { quantize } from './quantize.ts';
import { rearrange } from './rearrange.ts';
import { reduce } from './reduce.ts';
import { reshape } from './reshape.ts';
import { resize } from './resize.ts';
import { signal } from './signal.ts';
import { softmax } from './softmax.ts';
import { stridedSlice } from './strided-slice.ts';
import { sums } from './sums.ts';
import { svdf } from './svdf.ts';
import { transposeConv } from './transpose-conv.ts';

export const FOOTPRINTS: Footprints = {
  ...activations,
  ...arithmetic,
  ...concatenation,
  ...conv,
  ...convert,
  ...depthwiseConv,
  ...fullyConnected,
  ...lstm,
  ...pad,
  ...pooling,
  ...quantize,
  ...rearrange,
  ...reduce,
  ...reshape,
  ...resize,
  ...softmax,
  ...stridedSlice,
  ...svdf,
  ...transposeConv,
  ...batchMatmul,
  ...controlFlow,
  ...elementwise,
  ...sums,
};

/** By the name in the file. */
export const CUSTOM_FOOTPRINTS: ReadonlyMap<string, Footprint> = new Map(
  Object.entries({ ...circularBuffer, ...detection, ...signal }),
);
