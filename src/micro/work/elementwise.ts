// Operators whose loops turn once for each element, and those that move or reduce: arithmetic, activations, pools,
// sums, copies.
import { sameShape } from '../../base/shape.ts';
import { poolWindow } from '../tensors/axis-window.ts';
import { dimension, elements } from '../tensors/extents.ts';
import { numberOption } from '../tensors/options.ts';
import { windowOver } from './window.ts';
import { isInt8, type NoFigure, type WorkOf, work } from './work.ts';

const ONLY_INT8: NoFigure = { reason: 'instruction counts are known for int8 only' };
const { ceil, floor } = Math;

/** ADD, MUL, MAXIMUM, MINIMUM: the plain loop, or the one that broadcasts. */
export function binaryWork(name: string): WorkOf {
  return (node) => {
    if (!isInt8(node)) return ONLY_INT8;
    const [a, b] = node.inputs;
    const isPlain = a !== undefined && b !== undefined && sameShape(a.shape, b.shape);
    const count = elements(node.outputs[0]);
    return work(isPlain ? name : `${name} broadcast`, { elements: count });
  };
}

/** One loop over the elements; what Invoke costs before it is about the same for all of these. */
export function unaryWork(name: string): WorkOf {
  return (node) => (isInt8(node) ? work('elementwise', { [name]: elements(node.outputs[0]) }) : ONLY_INT8);
}

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

/** reference_ops::QuantizedMeanOrSum, on every library: an index of as many places as the input has dimensions is kept
 * for each element. */
export const meanWork: WorkOf = (node) => {
  if (!isInt8(node)) return ONLY_INT8;
  const [input] = node.inputs;
  const inputs = elements(input);
  return work('mean', { steps: inputs * (input?.shape.length ?? 0), inputs, outputs: elements(node.outputs[0]) });
};

export const reshapeWork: WorkOf = (node) =>
  isInt8(node) ? work('copy', { bytes: elements(node.outputs[0]), reshape: 1 }) : ONLY_INT8;

/** arm_pad_s8.c copies whole rows and fills the margins; reference_ops::Pad looks at every element. */
export const padWork: WorkOf = (node, { library, instructionSet }) => {
  if (!isInt8(node)) return ONLY_INT8;
  const [input] = node.inputs;
  const [output] = node.outputs;
  const inputs = elements(input);
  const outputs = elements(output);
  if (library === 'reference') return work('reference pad', { outputs, inputs });
  const rowBytes = dimension(input, -1) * dimension(input, -2);
  const rows = rowBytes === 0 ? 0 : inputs / rowBytes;
  if (instructionSet === 'mve') return work('pad', { vectors: rows * ceil(rowBytes / 16), rows });
  const leftBytes = (dimension(output, -1) * (dimension(output, -2) - dimension(input, -2))) / 2;
  const isAligned = rowBytes % 4 === 0 && floor(leftBytes) % 4 === 0;
  return work('copy', {
    bytes: isAligned ? inputs : 0,
    unaligned: isAligned ? 0 : inputs,
    copies: rows,
    fills: 2 * rows,
    filled: outputs - inputs,
    pad: 1,
  });
};

/** reference_ops::Concatenation: a memcpy for every input and outer position. */
export const concatenationWork: WorkOf = (node) => {
  if (!isInt8(node)) return ONLY_INT8;
  const [output] = node.outputs;
  const shape = output?.shape ?? [];
  const axis = numberOption(node.operator, 'axis');
  const outer = shape.slice(0, axis < 0 ? axis + shape.length : axis).reduce((product, d) => product * d, 1);
  return work('copy', { bytes: elements(output), copies: outer * node.inputs.length, concatenation: 1 });
};
