// Operators that move single elements in loops of their own.
import { sizeOf } from '../../base/shape.ts';
import type { OperatorNode } from '../op.ts';
import type { Profile } from '../profile.ts';
import { dimension, elements } from '../tensors/extents.ts';
import { numberOption } from '../tensors/options.ts';
import { axisAt, fromFront, integersAt } from './integers.ts';
import { NOT_CONSTANT } from './moves.ts';
import { type NoFigure, typeNameOf, type Work, type WorkOf, work } from './work.ts';

/** PACK, UNPACK: the pieces lie `outer` times apart in the whole, one element after the other. */
export function packWork(name: 'pack' | 'unpack'): WorkOf {
  return (node) => {
    const pieces = name === 'pack' ? node.inputs : node.outputs;
    const [whole] = name === 'pack' ? node.outputs : node.inputs;
    const shape = whole?.shape ?? [];
    const outer = sizeOf(shape.slice(0, fromFront(numberOption(node.operator, 'axis'), shape.length)));
    return work('pack', {
      elements: elements(whole),
      runs: outer * pieces.length,
      pieces: pieces.length,
      [name]: 1,
    });
  };
}

/** SPLIT, SPLIT_V: for each outer position every output in turn. */
export function splitWork(name: 'split' | 'splitV'): WorkOf {
  return (node) => {
    const [input, position] = name === 'split' ? [node.inputs[1], 0] : [node.inputs[0], 2];
    const shape = input?.shape ?? [];
    const axis = axisAt(node, position, shape.length);
    if (axis === undefined) return NOT_CONSTANT;
    const outer = sizeOf(shape.slice(0, axis));
    return work('split', {
      elements: elements(input),
      runs: outer * node.outputs.length,
      [name]: 1,
    });
  };
}

export const expandDimsWork: WorkOf = ({ outputs: [output] }) => work('expand dims', { elements: elements(output) });

export const shapeWork: WorkOf = ({ inputs: [input] }) => work('shape', { dimensions: input?.shape.length ?? 0 });

/** slice.h: five loops, the last over single elements. */
export const sliceWork: WorkOf = ({ outputs: [output] }) => {
  const shape = output?.shape ?? [];
  return work('slice', {
    elements: sizeOf(shape),
    rows: sizeOf(shape.slice(0, -1)),
    dimensions: shape.length,
  });
};

/** arm_transpose_s8.c; all else is the recursion of reference/transpose.h. */
export const transposeWork: WorkOf = (node, profile) => {
  const [input] = node.inputs;
  const perm = integersAt(node, 1);
  if (!perm) return NOT_CONSTANT;
  if (profile.library !== 'cmsis_nn' || input?.type !== 'INT8') return referenceTranspose(node);
  return cmsisNnTranspose(node, perm, profile);
};

function referenceTranspose({ outputs: [output] }: OperatorNode): Work {
  const shape = output?.shape ?? [];
  // Calls at each depth; the innermost turns over elements.
  return work('reference transpose', {
    elements: sizeOf(shape),
    rows: sizeOf(shape.slice(0, -1)),
    planes: shape.length > 2 ? sizeOf(shape.slice(0, -2)) : 0,
    dimensions: shape.length,
  });
}

function cmsisNnTranspose(
  { inputs: [input] }: OperatorNode,
  perm: readonly number[],
  profile: Profile,
): Work | NoFigure {
  const shape = input?.shape ?? [];
  const count = elements(input);
  const isMve = profile.instructionSet === 'mve';
  const [width, depth] = [dimension(input, -2), dimension(input, -1)];
  const rows = sizeOf(shape.slice(0, -1));
  const planes = sizeOf(shape.slice(0, -2));
  const isInner = shape.length === 2 || (isMve && shape.length === 4 && perm[0] === 0 && perm[1] === 1);
  if (isInner) return matrix(isMve, { planes, width, depth });
  return work('transpose', { elements: count, rows, planes });
}

function matrix(
  isMve: boolean,
  { planes, width, depth }: Readonly<Record<'planes' | 'width' | 'depth', number>>,
): Work {
  const columns = planes * depth;
  if (isMve) return work('transpose matrix', { vectors: columns * Math.ceil(width / 8), columns });
  return work('transpose matrix', { elements: columns * width, rows: planes * width });
}

/** space_to_depth.h, depth_to_space.h: over the image with the larger pixels' number, channel by channel. */
export function depthWork(name: 'spaceToDepth' | 'depthToSpace'): WorkOf {
  return ({ inputs, outputs }) => {
    const wide = name === 'spaceToDepth' ? inputs[0] : outputs[0];
    const pixels = sizeOf((wide?.shape ?? []).slice(0, -1));
    return work('depth and space', { elements: elements(wide), pixels });
  };
}

/** mirror_pad.cc: the place of each element is divided along every dimension. */
export const mirrorPadWork: WorkOf = ({ inputs: [input], outputs: [output] }) => {
  const count = elements(output);
  return work('mirror pad', { steps: count * (input?.shape.length ?? 0), elements: count });
};

/** resize_bilinear.h */
export const resizeBilinearWork: WorkOf = ({ inputs: [input], outputs: [output] }) => {
  const shape = output?.shape ?? [];
  return work(`resize bilinear ${typeNameOf(input)}`, {
    elements: sizeOf(shape),
    pixels: sizeOf(shape.slice(0, -1)),
    rows: sizeOf(shape.slice(0, -2)),
  });
};
