// Two values in, one out: the loop over equal shapes, and the loops that broadcast.
import { type Shape, sameShape, sizeOf } from '../../base/shape.ts';
import type { OperatorNode } from '../op.ts';
import { elements } from '../tensors/extents.ts';
import { type Work, type WorkOf, work } from './work.ts';

const typeOf = ({ inputs: [input] }: OperatorNode) => (input?.type ?? '').toLowerCase();

/** ADD, SUB, MUL and their like, PRELU, comparisons: BroadcastBinaryFunction4DSlow and its relatives go over the
 * innermost dimension in rows. */
export function binaryWork(name: string): WorkOf {
  return (node) => {
    const [a, b] = node.inputs;
    const [output] = node.outputs;
    const count = elements(output);
    const isPlain = a !== undefined && b !== undefined && sameShape(a.shape, b.shape);
    return work(`${name} ${typeOf(node)}`, isPlain ? { elements: count } : broadcast(output?.shape ?? []));
  };
}

function broadcast(shape: Shape): Readonly<Record<string, number>> {
  return { spread: sizeOf(shape), rows: sizeOf(shape.slice(0, -1)), broadcasts: 1 };
}

/** arm_maximum_s8.c, arm_minimum_s8.c for int8; the reference kernel as all others. */
export function extremeWork(name: string): WorkOf {
  const plain = binaryWork(name);
  return (node, profile) => {
    const [a, b] = node.inputs;
    if (profile.library !== 'cmsis_nn' || !a || !b || a.type !== 'INT8') return plain(node, profile);
    return cmsisNn(a.shape, b.shape, sizeOf(node.outputs[0]?.shape ?? []), profile.instructionSet === 'mve');
  };
}

/** As soon as the inner dimensions are alike, or one side of them is a single value, one call does them all. */
function cmsisNn(a: Shape, b: Shape, count: number, isMve: boolean): Work {
  const [first, second] = [extended(a), extended(b)];
  const outer = first.map((d, i) => Math.max(d, second[i]));
  const axis = [0, 1, 2, 3].find((i) => {
    const inner = [first, second].map((shape) => shape.slice(i));
    return sameShape(inner[0], inner[1]) || inner.some((shape) => sizeOf(shape) === 1);
  });
  const at = axis ?? 4;
  const calls = sizeOf(outer.slice(0, at));
  const length = sizeOf(outer.slice(at));
  const isScalar = !sameShape(first.slice(at), second.slice(at));
  const turns = isMve ? calls * Math.ceil(length / 16) : count;
  return work('extreme int8', {
    [isScalar ? 'spread' : 'elements']: turns,
    ...(at > 0 && { calls }),
    [`level${at}`]: 1,
  });
}

const extended = (shape: Shape): Shape => [...new Array<number>(Math.max(4 - shape.length, 0)).fill(1), ...shape];
