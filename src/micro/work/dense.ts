// FULLY_CONNECTED: cmsis_nn/fully_connected.cc with arm_nn_vec_mat_mult_t_s8 or, for outputs of rank over 2, the
// pointwise convolution; reference/integer_ops/fully_connected.h.
import type { OperatorNode } from '../op.ts';
import type { Profile } from '../profile.ts';
import { dimension, elements } from '../tensors/extents.ts';
import { pointwise } from './convolution.ts';
import { espNnDense } from './esp-nn.ts';
import { isInt8, type NoFigure, type Work, work } from './work.ts';

const { floor, ceil } = Math;

export function denseWork(node: OperatorNode, profile: Profile): Work | NoFigure {
  const {
    inputs: [, filter],
    outputs: [output],
  } = node;
  if (!isInt8(node) || filter?.type !== 'INT8') {
    return { reason: 'instruction counts are known for int8 activations and weights only' };
  }
  const units = dimension(filter, 0);
  const depth = dimension(filter, 1);
  const rows = units === 0 ? 0 : elements(output) / units;
  const outputs = rows * units;
  const isPerChannel = (filter.quantization?.scales.length ?? 0) > 1;
  if (profile.library === 'reference') {
    return work(
      'reference dense',
      { [isPerChannel ? 'macsPerChannel' : 'macs']: outputs * depth, outputs, rows },
      rows,
    );
  }
  if (profile.library === 'esp_nn') return espNnDense(rows, units, depth, isPerChannel);
  if ((output?.shape.length ?? 0) > 2 && depth % 4 === 0 && !isPerChannel) {
    return pointwise(1, rows, depth, units, profile);
  }
  const perChannel = isPerChannel ? outputs : 0;
  if (profile.instructionSet === 'mve') {
    return work('dense', {
      vectors: rows * floor(units / 4) * ceil(depth / 16),
      blocks: rows * floor(units / 4),
      singleVectors: rows * (units % 4) * ceil(depth / 16),
      singles: rows * (units % 4),
      perChannel,
      rows,
    });
  }
  if (profile.instructionSet === 'plain') {
    // Three rows of weights at a time.
    const [triples, singles] = [rows * floor(units / 3), rows * (units % 3)];
    return work('dense', {
      tripleMacs: triples * depth,
      singleMacs: singles * depth,
      triples,
      singles,
      perChannel,
      rows,
    });
  }
  return work('dense', {
    outputs16: outputs * floor(depth / 16),
    outputs4: outputs * floor((depth % 16) / 4),
    outputs1: outputs * (depth % 4),
    outputs,
    perChannel,
    rows,
  });
}
