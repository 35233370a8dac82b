// Operators that reduce along axes, or go along one: MEAN, SUM, REDUCE_MAX, REDUCE_MIN, ARG_MAX, ARG_MIN, CUMSUM,
// L2_NORMALIZATION.
import { type Shape, sizeOf } from '../../base/shape.ts';
import type { Tensor } from '../../tflite/model.ts';
import { dimension, elements } from '../tensors/extents.ts';
import { axisAt, fromFront, integersAt } from './integers.ts';
import { NOT_CONSTANT } from './moves.ts';
import { typeNameOf, type WorkOf, work } from './work.ts';

/** reference_ops::Reduce, on every library: for each element of the input the place in the output is computed from an
 * index with as many places as the input has dimensions (ReducedOutputOffset), which then goes on by one
 * (NextIndex). */
export function reduceWork(name: string): WorkOf {
  return (node) => {
    const [input] = node.inputs;
    const shape = input?.shape ?? [];
    const given = integersAt(node, 1);
    if (!given) return NOT_CONSTANT;
    const axes = given.map((axis) => fromFront(axis, shape.length));
    const inputs = sizeOf(shape);
    // Each dimension is compared with the axes until one is it.
    const compared = shape.reduce((sum, _, i) => sum + (axes.includes(i) ? axes.indexOf(i) + 1 : axes.length), 0);
    return work(name, {
      steps: inputs * shape.length,
      compared: inputs * compared,
      carried: carried(shape),
      inputs,
      outputs: elements(node.outputs[0]),
      ...otherThanInt8(input, inputs),
    });
  };
}

/** The loops are those of int8, but for what one value takes. */
function otherThanInt8(tensor: Tensor | undefined, count: number): Readonly<Record<string, number>> {
  return tensor && tensor.type !== 'INT8' ? { [typeNameOf(tensor)]: count } : {};
}

/** Places that NextIndex sets on the way through all elements: the last each time, the one before it once a row. */
function carried(shape: Shape): number {
  let [prefix, sum] = [1, 0];
  for (const d of shape) {
    prefix *= d;
    sum += prefix;
  }
  return sum;
}

/** arg_min_max.h */
export const argWork: WorkOf = (node) => {
  const [input] = node.inputs;
  const shape = input?.shape ?? [];
  const axis = axisAt(node, 1, shape.length);
  if (axis === undefined) return NOT_CONSTANT;
  const outputs = elements(node.outputs[0]);
  const compared = sizeOf(shape) - outputs;
  return work('arg', { compared, outputs, outer: sizeOf(shape.slice(0, axis)), ...otherThanInt8(input, compared) });
};

/** cumsum.h */
export const cumsumWork: WorkOf = (node) => {
  const [input] = node.inputs;
  const shape = input?.shape ?? [];
  const axis = axisAt(node, 1, shape.length);
  if (axis === undefined) return NOT_CONSTANT;
  const count = sizeOf(shape);
  const depth = shape[axis] ?? 1;
  return work(`cumsum ${typeNameOf(input)}`, {
    elements: count,
    rows: depth === 0 ? 0 : count / depth,
  });
};

/** l2normalization.h: an inverse square root for each row. */
export const l2NormalizationWork: WorkOf = ({ inputs: [input] }) => {
  const count = elements(input);
  const depth = dimension(input, -1);
  const rows = depth === 0 ? 0 : count / depth;
  return work(`l2 normalization ${typeNameOf(input)}`, { elements: count, rows });
};
