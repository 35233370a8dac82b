// Operators that don't run here: whether TFLM itself lacks them, and what to use instead.

/** TFLM has these custom operators (micro_mutable_op_resolver.h), kd-gate hasn't. Of its builtin ones it has all. */
const ONLY_IN_TFLM: ReadonlyMap<string, string> = new Map([
  [
    'ethos-u',
    "kd-gate doesn't run what Vela compiled for an Ethos-U; measure the .tflite file that Vela was given, for the CPU",
  ],
]);

/** What gives the same result with operators that TFLM has. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['TOPK_V2', 'use ARG_MAX (tf.argmax) for the best alone, or output all scores and sort them in the firmware'],
  ['SELECT', 'convert with a newer TensorFlow, which writes SELECT_V2'],
  ['WHERE', 'use SELECT_V2 (tf.where with three arguments), or search in the firmware'],
  ['TILE', 'use BROADCAST_TO or CONCATENATION'],
  ['RANGE', 'make it a constant: convert with fixed shapes'],
  ['RANK', 'make it a constant: convert with fixed shapes'],
  ['POW', 'use MUL, SQUARE or SQRT for a fixed exponent'],
  ['GELU', 'use HARD_SWISH or RELU'],
  ['RELU_N1_TO_1', 'use MINIMUM and MAXIMUM'],
  ['RELU_0_TO_1', 'use MINIMUM and MAXIMUM'],
  ['ONE_HOT', 'use GATHER from an identity matrix, or feed the model one-hot values'],
  ['SIGN', 'use GREATER and LESS with SELECT_V2'],
  ['REDUCE_ANY', 'use REDUCE_MAX on numbers of 0 and 1'],
  ['REDUCE_PROD', 'use MUL of the parts'],
  ['REVERSE_SEQUENCE', 'use REVERSE_V2, which reverses all of an axis'],
  ['LOCAL_RESPONSE_NORMALIZATION', 'use batch normalization, which the converter folds away'],
  ['LSTM', 'convert from a Keras layer, which becomes UNIDIRECTIONAL_SEQUENCE_LSTM'],
  ['BIDIRECTIONAL_SEQUENCE_LSTM', 'use two UNIDIRECTIONAL_SEQUENCE_LSTM, one of them behind REVERSE_V2'],
  ['BIDIRECTIONAL_SEQUENCE_RNN', 'use UNIDIRECTIONAL_SEQUENCE_LSTM, or unroll the loop (unroll=True)'],
  ['UNIDIRECTIONAL_SEQUENCE_RNN', 'use UNIDIRECTIONAL_SEQUENCE_LSTM, or unroll the loop (unroll=True)'],
  ['RNN', 'use UNIDIRECTIONAL_SEQUENCE_LSTM, or unroll the loop (unroll=True)'],
  ['CONV_3D', 'use CONV_2D on the slices'],
  ['CONV_3D_TRANSPOSE', 'use TRANSPOSE_CONV on the slices'],
  ['NON_MAX_SUPPRESSION_V4', 'use the custom operator TFLite_Detection_PostProcess, or do it in the firmware'],
  ['NON_MAX_SUPPRESSION_V5', 'use the custom operator TFLite_Detection_PostProcess, or do it in the firmware'],
  ['FAKE_QUANT', 'convert the model to int8, which takes it out'],
  ['DENSIFY', 'convert without sparsity'],
  ['RFFT2D', 'use the custom operator SignalRfft, or compute the spectrum in the firmware'],
]);

const OTHERWISE = 'use another, or do it in the firmware; docs/operators.md lists what is supported';

/** Why an operator is not supported, and what to do. `name`: the builtin's, or a custom operator's own. */
export function lackOf(name: string, isCustom: boolean): string {
  if (!isCustom) return `TFLM has no such operator; ${INSTEAD.get(name) ?? OTHERWISE}`;
  const own = ONLY_IN_TFLM.get(name);
  if (own) return own;
  if (name.startsWith('Flex')) {
    return 'TFLM has no operators of TensorFlow itself; convert with TFLITE_BUILTINS alone, without SELECT_TF_OPS';
  }
  return `neither TFLM nor kd-gate has this custom operator; ${OTHERWISE}`;
}
