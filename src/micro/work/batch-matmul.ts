// BATCH_MATMUL: cmsis_nn/batch_matmul.cc with arm_batch_matmul_s8.c, which multiplies rows as a dense layer does;
// reference/batch_matmul.h.
import type { OperatorNode } from '../op.ts';
import type { Profile } from '../profile.ts';
import { dimension, elements } from '../tensors/extents.ts';
import { vectorByMatrix } from './dense.ts';
import { type NoFigure, type Work, work, workOfFew } from './work.ts';

export function batchMatmulWork(node: OperatorNode, profile: Profile): Work | NoFigure {
  const {
    operator: { options },
    inputs: [left, right],
    outputs: [output],
    inputData,
  } = node;
  const units = dimension(output, -1);
  const rows = units === 0 ? 0 : elements(output) / units;
  const depth = dimension(left, options.adjX === true ? -2 : -1);
  const outputs = rows * units;
  // TransposeRowsColumns; constants are turned once for all.
  const turned =
    (options.adjX === true ? elements(left) : 0) + (options.adjY === true || inputData[1] ? 0 : elements(right));
  const type = left?.type;
  if (type === 'INT8' && profile.library === 'cmsis_nn') {
    const isOffset = (right?.quantization?.zeroPoints[0] ?? 0) !== 0;
    const matrices = (right?.shape ?? []).slice(0, -2).reduce((product, extent) => product * extent, 1);
    return work('dense', {
      ...vectorByMatrix(rows, units, depth, profile.instructionSet),
      rows,
      turned,
      matmul: 1,
      // A zero point of the right matrix other than 0 is added to each of its elements, or multiplied by a sum.
      ...(isOffset && profile.instructionSet === 'plain' && { offsetMacs: outputs * depth }),
      ...(profile.instructionSet === 'mve' && {
        offsetVectors: isOffset ? rows * Math.ceil(units / 4) * Math.ceil(depth / 16) : 0,
        summed: matrices * units,
      }),
    });
  }
  const name = { INT8: '', INT16: 'int16 ', FLOAT32: 'float ' }[type as string];
  if (name === undefined) return { reason: `instruction counts are not known for ${type}` };
  // One shape of float32: nothing beside the products can be told.
  if (type === 'FLOAT32') return workOfFew('float matmul', { macs: outputs * depth });
  return work(`${name}matmul`, { macs: outputs * depth, outputs, turned });
}
