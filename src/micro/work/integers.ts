// Axes, paddings, strides and permutations as the file holds them.
import { viewOf } from '../../base/bytes.ts';
import type { OperatorNode } from '../op.ts';

/** No tensor that an operator moves has more dimensions, and of paddings there are two each. */
const MOST_VALUES = 16;

/** The first values of an int32 input; undefined where they are computed, or of another type. */
export function integersAt({ inputs, inputData }: OperatorNode, position: number): readonly number[] | undefined {
  const data = inputData[position];
  if (!data || inputs[position]?.type !== 'INT32') return undefined;
  const view = viewOf(data);
  return Array.from({ length: Math.min(data.length >> 2, MOST_VALUES) }, (_, i) => view.getInt32(4 * i, true));
}

/** Counted from the front; undefined where it is computed. */
export function axisAt(node: OperatorNode, position: number, rank: number): number | undefined {
  const axis = integersAt(node, position)?.[0];
  return axis === undefined ? undefined : fromFront(axis, rank);
}

export function fromFront(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}
