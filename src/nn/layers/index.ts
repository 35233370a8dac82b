// All layers, under their keys in kd.yaml.
import { add } from './add.ts';
import { averagePool } from './average-pool.ts';
import { batchNorm } from './batch-norm.ts';
import { concat } from './concat.ts';
import { conv1d } from './conv1d.ts';
import { conv2d } from './conv2d.ts';
import { dense } from './dense.ts';
import { depthwiseConv1d } from './depthwise-conv1d.ts';
import { depthwiseConv2d } from './depthwise-conv2d.ts';
import { dropout } from './dropout.ts';
import { flatten } from './flatten.ts';
import { globalAveragePool } from './global-average-pool.ts';
import { maxPool } from './max-pool.ts';
import { relu } from './relu.ts';
import { relu6 } from './relu6.ts';
import { reshape } from './reshape.ts';
import { separableConv1d } from './separable-conv1d.ts';
import { separableConv2d } from './separable-conv2d.ts';
import { sigmoid } from './sigmoid.ts';
import { softmax } from './softmax.ts';
import { zeroPad } from './zero-pad.ts';

export const LAYERS = {
  dense,
  conv2d,
  depthwiseConv2d,
  separableConv2d,
  conv1d,
  depthwiseConv1d,
  separableConv1d,
  batchNorm,
  relu,
  relu6,
  maxPool,
  averagePool,
  globalAveragePool,
  zeroPad,
  add,
  concat,
  flatten,
  reshape,
  dropout,
  softmax,
  sigmoid,
} as const;
