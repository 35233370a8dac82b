// AVERAGE_POOL_2D and MAX_POOL_2D.
import { poolWindow } from '../tensors/axis-window.ts';
import { dimension } from '../tensors/extents.ts';
import { espNnPool } from './esp-nn.ts';
import { windowOver } from './window.ts';
import { isInt8, type NoFigure, type WorkOf, work } from './work.ts';

const ONLY_INTEGERS: NoFigure = { reason: 'instruction counts are known for int8 and int16 only' };
const { ceil, floor } = Math;

/** arm_avgpool_s8.c, arm_max_pool_s8.c; reference/integer_ops/pooling.h. Only int8 has been counted: arm_avgpool_s16.c,
 * arm_max_pool_s16.c and the reference kernels for int16 are the same loops over loads of twice the width. */
export function poolWork(name: string): WorkOf {
  return (node, profile) => {
    const [input] = node.inputs;
    const isInt16 = input?.type === 'INT16' && node.outputs[0]?.type === 'INT16';
    if (!isInt8(node) && !isInt16) return ONLY_INTEGERS;
    const windows = [poolWindow(node, 'H'), poolWindow(node, 'W')] as const;
    const window = windowOver(dimension(input, 0), ...windows);
    const { pixels, tapsInside } = window;
    const channels = dimension(input, 3);
    if (profile.library === 'esp_nn') return espNnPool(name, window, channels);
    // Loops over channels turn once for 16 of them on MVE, once for 4 in arm_max_pool_s8.c without it. Vectors of int16
    // hold half as many, and half as much is done with each.
    if (profile.library === 'cmsis_nn' && profile.instructionSet === 'mve') {
      const vectors = isInt16 ? ceil(channels / 8) / 2 : ceil(channels / 16);
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
