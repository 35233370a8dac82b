// Every operator that runs; adding one is a file here and its line.
import type { Op, Ops } from '../op.ts';
import { logistic } from './logistic.ts';
import { pad } from './pad.ts';
import { quantize } from './quantize.ts';
import { reduce } from './reduce.ts';
import { relu } from './relu.ts';
import { reshape } from './reshape.ts';
import { softmax } from './softmax.ts';

export const OPS: Ops = {
  ...logistic,
  ...pad,
  ...quantize,
  ...reduce,
  ...relu,
  ...reshape,
  ...softmax,
};

/** By the name in the file. */
export const CUSTOM_OPS: ReadonlyMap<string, Op> = new Map();
