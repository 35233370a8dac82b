// DEPTH_TO_SPACE, SPACE_TO_DEPTH, BATCH_TO_SPACE_ND, SPACE_TO_BATCH_ND: the files of these names in
// tensorflow/lite/micro/kernels and kernels/internal/reference.
import { reject } from '../../base/problem.ts';
import type { Op, OperatorRun, OpTensor, Preparation } from '../op.ts';
import { positions } from '../tensors/broadcast.ts';
import { movable, moveFrom } from '../tensors/move.ts';
import { inputAt, outputAt, requireSameType, requireShape, requireType } from '../tensors/tensor.ts';
import { constantIntegers } from '../tensors/views.ts';

function ends(preparation: Preparation): readonly [OpTensor, OpTensor] {
  const [input, output] = [inputAt(preparation, 0), outputAt(preparation, 0)];
  requireType(input, 'FLOAT32', 'INT8');
  requireSameType(input, output);
  return [input, output];
}

function blockSize(preparation: Preparation): number {
  const block = Number(preparation.operator.options.blockSize ?? 0);
  if (!(block > 0)) reject('micro/options', `a block size of ${block}`);
  return block;
}

export const depthToSpace: Op = (preparation) => {
  const [input, output] = ends(preparation);
  const block = blockSize(preparation);
  if (input.shape.length !== 4) reject('micro/shape', 'four dimensions are needed');
  const [n, h, w, c] = input.shape;
  const depth = c / (block * block);
  requireShape(output, [n, h * block, w * block, depth]);
  const shape = [n, h, block, w, block, depth];
  const sources = positions(shape, [h * w * c, w * c, block * depth, c, depth, 1], 0);
  return moveFrom(preparation.kernels, input, output, sources);
};

export const spaceToDepth: Op = (preparation) => {
  const [input, output] = ends(preparation);
  const block = blockSize(preparation);
  if (input.shape.length !== 4) reject('micro/shape', 'four dimensions are needed');
  const [n, h, w, c] = input.shape;
  requireShape(output, [n, h / block, w / block, c * block * block]);
  const shape = [n, h / block, w / block, block, block, c];
  const sources = positions(shape, [h * w * c, block * w * c, block * c, w * c, c, 1], 0);
  return moveFrom(preparation.kernels, input, output, sources);
};

interface Blocks {
  readonly batch: OpTensor;
  readonly space: OpTensor;
  readonly blockH: number;
  readonly blockW: number;
  /** Rows and columns of the blocks before the first of the image. */
  readonly top: number;
  readonly left: number;
}

/** NHC counts as NH1C. */
function asImage(tensor: OpTensor): readonly number[] {
  const { shape } = tensor;
  if (shape.length !== 3 && shape.length !== 4) reject('micro/shape', `"${tensor.name}" must have 3 or 4 dimensions`);
  return shape.length === 4 ? shape : [shape[0], shape[1], 1, shape[2]];
}

function blocksOf(preparation: Preparation, batch: OpTensor, space: OpTensor): Blocks {
  const [block, margins] = [1, 2].map((position) => {
    const tensor = inputAt(preparation, position);
    requireType(tensor, 'INT32');
    return constantIntegers(preparation.kernels, tensor);
  });
  const flat = space.shape.length === 3;
  const [blockH, blockW] = [block[0], flat ? 1 : block[1]];
  if (!(blockH > 0 && blockW > 0)) reject('micro/options', `blocks of ${block.join('x')}`);
  if (margins.length < (flat ? 2 : 4)) reject('micro/shape', 'two margins for each axis of the blocks are needed');
  return { batch, space, blockH, blockW, top: margins[0], left: flat ? 0 : margins[2] };
}

/** For every position of the image in blocks: where it is in the plain image, -1 outside of it. */
function placesInSpace({ batch, space, blockH, blockW, top, left }: Blocks): Int32Array {
  const [batches, height, width, depth] = asImage(batch);
  const [images, h, w, c] = asImage(space);
  const needed = images * blockH * blockW;
  if (batches !== needed) {
    // Keras writes dilated convolutions so; with a batch of unknown size the converter puts 1 on both sides.
    const cure = 'fix the batch when the model is converted: batch_size=1 in its input layer';
    const found = `has a batch of ${batches} in the file, where ${needed} are needed (${blockH * blockW} blocks)`;
    reject('micro/shape', `"${batch.name}" ${found}; ${cure}`);
  }
  if (c !== depth) reject('micro/shape', `"${batch.name}" has ${depth} channels, "${space.name}" ${c}`);
  const places = new Int32Array(batch.elements);
  let at = 0;
  for (let n = 0; n < batches; n++) {
    const shift = Math.floor(n / images);
    const [shiftH, shiftW] = [Math.floor(shift / blockW), shift % blockW];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [row, column] = [y * blockH + shiftH - top, x * blockW + shiftW - left];
        const inside = row >= 0 && row < h && column >= 0 && column < w;
        const place = (((n % images) * h + row) * w + column) * c;
        for (let k = 0; k < c; k++) places[at++] = inside ? place + k : -1;
      }
    }
  }
  return places;
}

export const batchToSpace: Op = (preparation): OperatorRun => {
  const [input, output] = ends(preparation);
  const places = placesInSpace(blocksOf(preparation, input, output));
  const [x, y] = [movable(preparation.kernels, input), movable(preparation.kernels, output)];
  return {
    run() {
      for (let i = 0; i < x.length; i++) if (places[i] >= 0) y[places[i]] = x[i];
    },
  };
};

/** SpaceToBatchParams::output_offset, which no Prepare sets. */
const UNSET_PADDING =
  'pads with a value that TFLM never sets: what the arena held before; the answer here holds for an arena of zeros';

export const spaceToBatch: Op = (preparation): OperatorRun => {
  const [input, output] = ends(preparation);
  const places = placesInSpace(blocksOf(preparation, output, input));
  const [x, y] = [movable(preparation.kernels, input), movable(preparation.kernels, output)];
  const isPadded = places.includes(-1);
  return {
    ...(isPadded && { warning: UNSET_PADDING }),
    run() {
      for (let i = 0; i < y.length; i++) y[i] = places[i] >= 0 ? x[places[i]] : 0;
    },
  };
};
