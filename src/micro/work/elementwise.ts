// SOFTMAX and the pools.
import { poolWindow } from '../tensors/axis-window.ts';
import { dimension, elements } from '../tensors/extents.ts';
import { numberOption } from '../tensors/options.ts';
import { windowOver } from './window.ts';
import { isInt8, type NoFigure, type WorkOf, work } from './work.ts';

const ONLY_INT8: NoFigure = { reason: 'instruction counts are known for int8 only' };
const { ceil, floor } = Math;

/** kScaledDiffIntegerBits, softmax_common.cc */
const SCALED_DIFF_INTEGER_BITS = 5;

/** Exponentials are taken of inputs within a radius of the largest one (PreprocessSoftmaxScaling and
 * CalculateInputRadius, quantization_util.cc); how many lie there depends on the data: counted as if inputs were spread
 * evenly over int8. */
export const softmaxWork: WorkOf = (node) => {
  if (!isInt8(node)) return ONLY_INT8;
  const total = elements(node.outputs[0]);
  const depth = dimension(node.outputs[0], -1);
  const scale = node.inputs[0]?.quantization?.scales[0] ?? 1;
  const beta = numberOption(node.operator, 'beta');
  const multiplier = Math.min(beta * scale * 2 ** (31 - SCALED_DIFF_INTEGER_BITS), 2 ** 31 - 1);
  let power = 1;
  while (power <= multiplier && power < 2 ** 31) power *= 2;
  const radius = floor(((2 ** SCALED_DIFF_INTEGER_BITS - 1) * 2 ** (31 - SCALED_DIFF_INTEGER_BITS)) / power);
  const evaluated = total * Math.min(1, radius / 255);
  return work('softmax', { evaluated, elements: total, rows: depth === 0 ? 0 : total / depth });
};

/** arm_avgpool_s8.c, arm_max_pool_s8.c; reference/integer_ops/pooling.h */
export function poolWork(name: string): WorkOf {
  return (node, profile) => {
    if (!isInt8(node)) return ONLY_INT8;
    const [input] = node.inputs;
    const windows = [poolWindow(node, 'H'), poolWindow(node, 'W')] as const;
    const { pixels, tapsInside } = windowOver(dimension(input, 0), ...windows);
    const channels = dimension(input, 3);
    // Loops over channels turn once for 16 of them on MVE, once for 4 in arm_max_pool_s8.c without it.
    if (profile.library === 'cmsis_nn' && profile.instructionSet === 'mve') {
      const vectors = ceil(channels / 16);
      return work(name, { inputs: tapsInside * vectors, outputs: pixels * vectors, tapsInside, pixels });
    }
    if (profile.library === 'cmsis_nn' && name === 'max pool') {
      const [c4, c1] = [floor(channels / 4), channels % 4];
      return work(name, {
        inputs4: tapsInside * c4,
        inputs1: tapsInside * c1,
        outputs4: pixels * c4,
        tapsInside,
        pixels,
      });
    }
    return work(name, { inputs: tapsInside * channels, outputs: pixels * channels, tapsInside, pixels });
  };
}
