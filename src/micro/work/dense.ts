// FULLY_CONNECTED: cmsis_nn/fully_connected.cc with arm_nn_vec_mat_mult_t_s8, _s16 and _s4 or, for outputs of rank over
// 2, the pointwise convolution; reference/integer_ops/fully_connected.h, reference/fully_connected.h.
import type { OperatorNode } from '../op.ts';
import type { InstructionSet, Profile } from '../profile.ts';
import { dimension, elements } from '../tensors/extents.ts';
import { pointwise } from './convolution.ts';
import { espNnDense } from './esp-nn.ts';
import { int4Vectors } from './layer-types.ts';
import { type Counts, type NoFigure, typesOf, UNKNOWN_TYPES, type Work, work, workOfFew } from './work.ts';

const { floor, ceil } = Math;

interface Layer {
  readonly rows: number;
  readonly units: number;
  readonly depth: number;
  readonly perChannel: boolean;
}

export function denseWork(node: OperatorNode, profile: Profile): Work | NoFigure {
  const {
    inputs: [, filter],
    outputs: [output],
  } = node;
  const units = dimension(filter, 0);
  const depth = dimension(filter, 1);
  const rows = units === 0 ? 0 : elements(output) / units;
  const perChannel = (filter?.quantization?.scales.length ?? 0) > 1;
  const layer: Layer = { rows, units, depth, perChannel };
  const types = typesOf(node);
  if (types === 'float') return work('float dense', { macs: rows * units * depth, outputs: rows * units, rows });
  if (!types) return UNKNOWN_TYPES;
  if (profile.library === 'esp_nn') return espNnDense(rows, units, depth, perChannel);
  if (profile.library === 'reference') return reference(layer, types);
  if (types === 'int16') return int16(layer, profile.instructionSet);
  if (types === 'int4') return int4(layer, profile.instructionSet);
  if ((output?.shape.length ?? 0) > 2 && depth % 4 === 0 && !perChannel) {
    return pointwise(1, rows, depth, units, profile);
  }
  return work('dense', {
    ...vectorByMatrix(rows, units, depth, profile.instructionSet),
    perChannel: perChannel ? rows * units : 0,
    rows,
  });
}

/** int4 weights are unpacked first, whenever the layer runs. */
function reference({ rows, units, depth, perChannel }: Layer, types: 'int8' | 'int16' | 'int4'): Work {
  const outputs = rows * units;
  const macs = outputs * depth;
  if (types === 'int16') return workOfFew('reference int16 dense', { macs, outputs, rows });
  const unpacked = types === 'int4' ? units * depth : 0;
  return work('reference dense', { [perChannel ? 'macsPerChannel' : 'macs']: macs, outputs, unpacked, rows }, rows);
}

/** arm_nn_vec_mat_mult_t_s8 */
export function vectorByMatrix(rows: number, units: number, depth: number, instructionSet: InstructionSet): Counts {
  const outputs = rows * units;
  if (instructionSet === 'mve') {
    return {
      vectors: rows * floor(units / 4) * ceil(depth / 16),
      blocks: rows * floor(units / 4),
      singleVectors: rows * (units % 4) * ceil(depth / 16),
      singles: rows * (units % 4),
    };
  }
  if (instructionSet === 'plain') {
    // Three rows of weights at a time.
    const [triples, singles] = [rows * floor(units / 3), rows * (units % 3)];
    return { tripleMacs: triples * depth, singleMacs: singles * depth, triples, singles };
  }
  return {
    outputs16: outputs * floor(depth / 16),
    outputs4: outputs * floor((depth % 16) / 4),
    outputs1: outputs * (depth % 4),
    outputs,
  };
}

/** arm_nn_vec_mat_mult_t_s16 */
function int16({ rows, units, depth }: Layer, instructionSet: InstructionSet): Work {
  const outputs = rows * units;
  if (instructionSet === 'plain') return workOfFew('int16 dense', { macs: outputs * depth, outputs, rows });
  if (instructionSet === 'mve') {
    const vectors = ceil(depth / 8);
    return workOfFew('int16 dense', {
      blockVectors: rows * floor(units / 4) * vectors,
      singleVectors: rows * (units % 4) * vectors,
      outputs,
      rows,
    });
  }
  return workOfFew('int16 dense', {
    outputs4: outputs * floor(depth / 4),
    outputs1: outputs * (depth % 4),
    outputs,
    rows,
  });
}

/** arm_nn_vec_mat_mult_t_s4 */
function int4({ rows, units, depth }: Layer, instructionSet: InstructionSet): Work {
  const outputs = rows * units;
  if (instructionSet === 'plain') return workOfFew('int4 dense', { macs: outputs * depth, outputs, rows });
  if (instructionSet === 'mve') {
    // The call costs as much as 30 outputs.
    return workOfFew('int4 dense', { vectors: outputs * int4Vectors(depth), outputs: outputs + 30 * rows });
  }
  return workOfFew('int4 dense', {
    outputs4: outputs * floor(depth / 4),
    outputs1: outputs * (depth % 4),
    outputs,
    rows,
  });
}
