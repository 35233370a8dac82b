// UNIDIRECTIONAL_SEQUENCE_LSTM and SVDF: cmsis_nn/unidirectional_sequence_lstm.cc with arm_lstm_unidirectional_s8.c and
// arm_nn_vec_mat_mul_result_acc_s8_s16.c, cmsis_nn/svdf.cc with arm_svdf_state_s16_s8.c; lstm_eval.h, svdf_common.cc.
import type { OperatorNode } from '../op.ts';
import type { InstructionSet, Profile } from '../profile.ts';
import { dimension } from '../tensors/extents.ts';
import { numberOption } from '../tensors/options.ts';
import { type Counts, isInt8, type Work, work } from './work.ts';

const { floor, ceil } = Math;
/** lstm_shared.h: kLstmOutputStateTensor */
const HIDDEN_STATE = 18;
const GATES = 4;

export function lstmWork(node: OperatorNode, profile: Profile): Work {
  const { operator, inputs } = node;
  const [input] = inputs;
  const isTimeMajor = operator.options.timeMajor === true;
  const [batches, steps] = isTimeMajor
    ? [dimension(input, 1), dimension(input, 0)]
    : [dimension(input, 0), dimension(input, 1)];
  const sequences = batches * steps;
  const units = dimension(inputs[HIDDEN_STATE], 1);
  const depth = dimension(input, -1);
  if (profile.library !== 'cmsis_nn' || !isInt8(node)) {
    return work(isInt8(node) ? 'reference lstm' : `lstm of ${input?.type.toLowerCase()}`, {
      macs: sequences * GATES * units * (depth + units),
      units: sequences * units,
      steps: isTimeMajor ? steps : sequences,
    });
  }
  // No hidden state goes into the first step: its product is left out.
  const products = [
    gateProduct(sequences * GATES, units, depth, profile.instructionSet),
    gateProduct((sequences - batches) * GATES, units, units, profile.instructionSet),
  ];
  return work('lstm', {
    ...sumOf(products),
    units: sequences * units,
    steps: isTimeMajor ? steps : sequences,
  });
}

/** arm_nn_vec_mat_mul_result_acc_s8_s16: two rows of weights at a time, three without DSP, four on MVE. */
function gateProduct(calls: number, units: number, depth: number, instructionSet: InstructionSet): Counts {
  if (instructionSet === 'mve') {
    const [blocks, singles] = [calls * floor(units / 4), calls * (units % 4)];
    const vectors = ceil(depth / 16);
    return { blockVectors: blocks * vectors, singleVectors: singles * vectors, blocks, singles };
  }
  const rowsAtOnce = instructionSet === 'dsp' ? 2 : 3;
  const [blocks, singles] = [calls * floor(units / rowsAtOnce), calls * (units % rowsAtOnce)];
  if (instructionSet === 'plain') return { blockMacs: blocks * depth, singleMacs: singles * depth, blocks, singles };
  return {
    blocks4: blocks * floor(depth / 4),
    blocks1: blocks * (depth % 4),
    singles4: singles * floor(depth / 4),
    singles1: singles * (depth % 4),
    blocks,
    singles,
  };
}

function sumOf(parts: readonly Counts[]): Counts {
  const sums: Record<string, number> = {};
  for (const part of parts) {
    for (const [name, count] of Object.entries(part)) sums[name] = (sums[name] ?? 0) + count;
  }
  return sums;
}

export function svdfWork(node: OperatorNode, { library, instructionSet }: Profile): Work {
  const {
    operator,
    inputs: [input, feature, time],
  } = node;
  const batches = dimension(input, 0);
  const depth = dimension(input, 1);
  const memory = dimension(time, 1);
  const filters = batches * dimension(feature, 0);
  const units = filters / numberOption(operator, 'rank');
  const state = time?.type === 'INT16' ? '' : ` of ${time?.type.toLowerCase()}`;
  if (library !== 'cmsis_nn') {
    return work(`reference svdf${state}`, { macs: filters * depth, memory: filters * memory, filters, units });
  }
  if (instructionSet === 'mve') {
    return work(`svdf${state}`, {
      vectors: filters * ceil(depth / 16),
      memory: filters * memory,
      filters,
      units,
    });
  }
  if (instructionSet === 'plain') {
    return work(`svdf${state}`, { macs: filters * depth, memory: filters * memory, filters, units });
  }
  return work(`svdf${state}`, {
    filters16: filters * floor(depth / 16),
    filters4: filters * floor((depth % 16) / 4),
    filters1: filters * (depth % 4),
    memory2: filters * floor(memory / 2),
    memory1: filters * (memory % 2),
    filters,
    units,
  });
}
