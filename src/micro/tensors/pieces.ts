// Pieces of a tensor along one axis, put together or taken apart.
import { reject } from '../../base/problem.ts';
import type { OperatorRun, OpTensor, Preparation } from '../op.ts';
import { movable } from './move.ts';
import { requireSameType } from './tensor.ts';

/** Copies between a whole and its pieces: each piece has `width` elements in a row for each of `outer` rows of the
 * whole. Inside an `attempt`. */
export function movePieces(
  preparation: Preparation,
  whole: OpTensor,
  pieces: readonly OpTensor[],
  outer: number,
  direction: 'join' | 'part',
): OperatorRun {
  const { kernels } = preparation;
  if (pieces.reduce((sum, { elements }) => sum + elements, 0) !== whole.elements) {
    reject('micro/shape', `the pieces have not as many elements as "${whole.name}", ${whole.elements}`);
  }
  const full = movable(kernels, whole);
  const parts = pieces.map((piece) => movable(kernels, piece));
  const widths = pieces.map(({ elements }) => (outer === 0 ? 0 : elements / outer));
  if (!widths.every(Number.isInteger)) reject('micro/shape', 'the pieces are not made of whole rows');
  return {
    run() {
      let at = 0;
      for (let row = 0; row < outer; row++) {
        for (let piece = 0; piece < parts.length; piece++) {
          const [part, width] = [parts[piece], widths[piece]];
          const from = row * width;
          if (direction === 'join') for (let i = 0; i < width; i++) full[at + i] = part[from + i];
          else for (let i = 0; i < width; i++) part[from + i] = full[at + i];
          at += width;
        }
      }
    },
  };
}

/** Same type and, but for `axis`, the same shape. Inside an `attempt`. */
export function requireAlike(a: OpTensor, b: OpTensor, axis: number): void {
  requireSameType(a, b);
  if (a.shape.length !== b.shape.length || a.shape.some((d, i) => i !== axis && d !== b.shape[i])) {
    reject('micro/shape', `"${a.name}" and "${b.name}" differ in more than axis ${axis}`);
  }
}
