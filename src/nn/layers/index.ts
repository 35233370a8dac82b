// All layers, under their keys in kd.yaml.
import { add } from './add.ts';
import { averagePool } from './average-pool.ts';
import { batchNorm } from './batch-norm.ts';
import { conv2d } from './conv2d.ts';
import { dense } from './dense.ts';
import { depthwiseConv2d } from './depthwise-conv2d.ts';
import { dropout } from './dropout.ts';
import { flatten } from './flatten.ts';
import { globalAveragePool } from './global-average-pool.ts';
import { maxPool } from './max-pool.ts';
import { relu } from './relu.ts';
import { relu6 } from './relu6.ts';
import { sigmoid } from './sigmoid.ts';
import { softmax } from './softmax.ts';

export const LAYERS = {
  dense,
  conv2d,
  depthwiseConv2d,
  batchNorm,
  relu,
  relu6,
  maxPool,
  averagePool,
  globalAveragePool,
  add,
  flatten,
  dropout,
  softmax,
  sigmoid,
} as const;
