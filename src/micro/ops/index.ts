// Every operator that runs; adding one is a file here and its line.
import type { Op, Ops } from '../op.ts';
import { add } from './add.ts';
import { conv2d } from './conv2d.ts';
import { depthwiseConv2d } from './depthwise-conv2d.ts';
import { fullyConnected } from './fully-connected.ts';
import { logistic } from './logistic.ts';
import { pad } from './pad.ts';
import { pooling } from './pooling.ts';
import { quantize } from './quantize.ts';
import { reduce } from './reduce.ts';
import { relu } from './relu.ts';
import { reshape } from './reshape.ts';
import { softmax } from './softmax.ts';

export const OPS: Ops = {
  ...add,
  ...conv2d,
  ...depthwiseConv2d,
  ...fullyConnected,
  ...logistic,
  ...pad,
  ...pooling,
  ...quantize,
  ...reduce,
  ...relu,
  ...reshape,
  ...softmax,
};

/** By the name in the file. */
export const CUSTOM_OPS: ReadonlyMap<string, Op> = new Map();
