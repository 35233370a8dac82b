// AVERAGE_POOL_2D and MAX_POOL_2D.
import { poolWindow } from '../tensors/axis-window.ts';
import { dimension } from '../tensors/extents.ts';
import { espNnPool } from './esp-nn.ts';
import { windowOver } from './window.ts';
import { isInt8, type NoFigure, type WorkOf, work } from './work.ts';

const ONLY_INT8: NoFigure = { reason: 'instruction counts are known for int8 only' };
const { ceil, floor } = Math;

/** arm_avgpool_s8.c, arm_max_pool_s8.c; reference/integer_ops/pooling.h */
export function poolWork(name: string): WorkOf {
  return (node, profile) => {
    if (!isInt8(node)) return ONLY_INT8;
    const [input] = node.inputs;
    const windows = [poolWindow(node, 'H'), poolWindow(node, 'W')] as const;
    const window = windowOver(dimension(input, 0), ...windows);
    const { pixels, tapsInside } = window;
    const channels = dimension(input, 3);
    if (profile.library === 'esp_nn') return espNnPool(name, window, channels);
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
