// Two values in, one out: the loop over equal shapes, and the loops that broadcast.
import { type Shape, sameShape, sizeOf } from '../../base/shape.ts';
import type { OperatorNode } from '../op.ts';
import { elements } from '../tensors/extents.ts';
import { type Counts, typeNameOf, type Work, type WorkOf, work } from './work.ts';

const typeOf = ({ inputs: [input] }: OperatorNode) => typeNameOf(input);

/** ADD, SUB, MUL and their like, comparisons: BroadcastBinaryFunction4DSlow and its relatives go over the innermost
 * dimension in rows. Each type has a loop of its own; what a row takes is the same for all. */
export function binaryWork(name: string): WorkOf {
  return (node) => {
    const [a, b] = node.inputs;
    const shape = node.outputs[0]?.shape ?? [];
    const type = typeOf(node);
    const isPlain = a !== undefined && b !== undefined && sameShape(a.shape, b.shape);
    // CMSIS-NN has only the plain loops of int8, so those that broadcast are another kernel's.
    const loop = type === 'int8' && !isPlain ? 'spread' : type;
    const rows: Counts = isPlain ? {} : { rows: sizeOf(shape.slice(0, -1)), broadcasts: 1 };
    return { routine: name, counts: { [loop]: sizeOf(shape), [`${type}Calls`]: 1, ...rows } };
  };
}

/** PRELU computes the same either way. */
export const preluWork: WorkOf = (node) => {
  const [input, alpha] = node.inputs;
  const shape = node.outputs[0]?.shape ?? [];
  const isPlain = input !== undefined && alpha !== undefined && sameShape(input.shape, alpha.shape);
  return work(`prelu ${typeOf(node)}`, { elements: sizeOf(shape), rows: isPlain ? 0 : sizeOf(shape.slice(0, -1)) });
};

/** arm_maximum_s8.c and arm_minimum_s8.c for int8; else MaximumMinimumBroadcastSlow, which first joins neighboring
 * dimensions that broadcast alike. */
export function extremeWork(name: string): WorkOf {
  return (node, { library, instructionSet }) => {
    const [first, second] = node.inputs.map((input) => extended(input?.shape ?? []));
    const type = typeOf(node);
    if (library === 'cmsis_nn' && type === 'int8') return cmsisNn(name, [first, second], instructionSet === 'mve');
    const rows = sameShape(first, second) ? 0 : joinedRows(first, second);
    return work(`${name} ${type}`, { elements: elements(node.outputs[0]), rows });
  };
}

/** Turns of all loops but the innermost, once neighbors are joined. */
function joinedRows(a: Shape, b: Shape): number {
  const kinds = a.map((d, i) => (d === b[i] ? 'same' : d === 1 ? 'first' : 'second'));
  const sizes = a.map((d, i) => Math.max(d, b[i]));
  // A dimension of one breaks no row.
  let end = kinds.length - 1;
  while (end > 0 && sizes[end] === 1) end--;
  let start = end;
  while (start > 0 && (kinds[start - 1] === kinds[end] || sizes[start - 1] === 1)) start--;
  return sizeOf(sizes.slice(0, start));
}

/** As soon as the inner dimensions are alike, or one side of them is a single value, one call does them all. */
function cmsisNn(name: string, [first, second]: readonly Shape[], isMve: boolean): Work {
  const outer = first.map((d, i) => Math.max(d, second[i]));
  const inner = (at: number) => [first.slice(at), second.slice(at)];
  const level = [0, 1, 2, 3].find((at) => {
    const [a, b] = inner(at);
    return sameShape(a, b) || sizeOf(a) === 1 || sizeOf(b) === 1;
  });
  const at = level ?? first.length;
  const [a, b] = inner(at);
  const [calls, length] = [sizeOf(outer.slice(0, at)), sizeOf(outer.slice(at))];
  const turns = calls * (isMve ? Math.ceil(length / 16) : length);
  return work(`${name} int8`, { [sameShape(a, b) ? 'elements' : 'spread']: turns, calls: at > 0 ? calls : 0 });
}

/** To the four dimensions of these kernels. */
const extended = (shape: Shape): Shape => [...new Array<number>(Math.max(4 - shape.length, 0)).fill(1), ...shape];
