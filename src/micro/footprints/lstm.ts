// UNIDIRECTIONAL_SEQUENCE_LSTM: tensorflow/lite/micro/kernels/unidirectional_sequence_lstm.cc, lstm_eval_common.cc and
// cmsis_nn/unidirectional_sequence_lstm.cc.
import type { OperatorNode } from '../op.ts';
import type { Profile } from '../profile.ts';
import { dimension } from '../tensors/extents.ts';
import { type Footprint, persistent, type Request, scratch, temporaries } from './footprint.ts';

/** lstm_shared.h: kLstmOutputStateTensor, kLstmCellStateTensor. */
const OUTPUT_STATE = 18;
const CELL_STATE = 19;

export const lstmFootprint: Footprint = {
  parameters: { bytes: 16, alignment: 4 },
  opDataBytes: { cmsis_nn: 912, reference: 688 },
  prepare,
};

function prepare({ operator, inputs, outputs }: OperatorNode, { library }: Profile): Request[] {
  const [input] = inputs;
  const batches = dimension(input, operator.options.timeMajor === true ? 1 : 0);
  const units = dimension(inputs[OUTPUT_STATE], 1);
  const cellType = inputs[CELL_STATE]?.type;
  // CMSIS_NN_PortOpData keeps the sums of four gates' weights, for the input and for the state, as wide as the bias.
  const isCmsisNn = library === 'cmsis_nn' && cellType === 'INT16' && input?.type !== 'FLOAT32';
  const sums = isCmsisNn ? Array.from({ length: 8 }, () => persistent((input?.type === 'INT16' ? 8 : 4) * units)) : [];
  const buffer = scratch(batches * units * (cellType === 'INT16' ? 2 : 4));
  return [...temporaries(...inputs, ...outputs), ...sums, ...Array.from({ length: isCmsisNn ? 3 : 4 }, () => buffer)];
}
