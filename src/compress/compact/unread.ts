// What TFLM's kernels never look at: quantization of an operator's inputs and outputs, inputs, options. Only what has
// been read in the sources of both kernel libraries stands here; of every other operator all is kept.
import { DECODE } from '../../tflite/decode-header.ts';
import type { Model, Operator, Subgraph, Tensor } from '../../tflite/model.ts';
import { optionTable } from '../../tflite/options.ts';

/** Indices of the tensors whose quantization no operator reads, and nobody who feeds the graph or reads its outputs. */
export function unreadQuantizations({ subgraphs: [main] }: Model, graph: Subgraph): ReadonlySet<number> {
  const { tensors, operators, inputs, outputs } = graph;
  const read = new Set([...inputs, ...outputs]);
  // MicroInterpreterGraph::ResetVariableTensors fills int8 variables with their zero point.
  for (const [index, { isVariable }] of tensors.entries()) if (isVariable) read.add(index);
  for (const operator of operators) {
    const unread = unreadPositions(operator, tensors);
    operator.inputs.forEach((tensor, position) => {
      if (!unread.inputs(position)) read.add(tensor);
    });
    operator.outputs.forEach((tensor) => {
      if (!unread.outputs) read.add(tensor);
    });
  }
  // Of other subgraphs nothing is known to be unread: their tensors are copied from and to those of the main one.
  if (graph !== main) return new Set();
  return new Set([...tensors.keys()].filter((index) => !read.has(index)));
}

interface UnreadPositions {
  /** By the position of the input. */
  inputs(position: number): boolean;
  readonly outputs: boolean;
}

const NONE: UnreadPositions = { inputs: () => false, outputs: false };
const only = (unread: number): UnreadPositions => ({ inputs: (position) => position === unread, outputs: false });

function unreadPositions(operator: Operator, tensors: readonly Tensor[]): UnreadPositions {
  const { code, customCode, inputs } = operator;
  const typeOf = (position: number) => tensors[inputs[position]]?.type ?? '';
  const isQuantized = (position: number) => ['INT8', 'INT16'].includes(typeOf(position));
  // decode.cc takes types, channels and zero points from its outputs alone.
  if (code === 'CUSTOM') return customCode === DECODE ? { inputs: () => true, outputs: false } : NONE;
  // reshape_common.cc compares types and counts elements.
  if (code === 'RESHAPE') return { inputs: () => true, outputs: true };
  // tensorflow/lite/kernels/kernel_util.cc, PopulateConvolutionQuantizationParams: of the bias for uint8 alone.
  if (code === 'CONV_2D' || code === 'DEPTHWISE_CONV_2D') return isQuantized(0) ? only(2) : NONE;
  if (code === 'TRANSPOSE_CONV') return isQuantized(2) ? only(3) : NONE;
  if (code === 'FULLY_CONNECTED') return isQuantized(0) && passesWithoutBiasScale(operator, tensors) ? only(2) : NONE;
  return NONE;
}

/**
 * fully_connected_common.cc reads the bias' scale where all weights share one: GetQuantizedConvolutionMultipler
 * (kernel_util.cc) compares it with the product of the others', in units of the output's. Without quantization it is 0,
 * which passes where that product is small.
 */
function passesWithoutBiasScale({ inputs, outputs }: Operator, tensors: readonly Tensor[]): boolean {
  const [input, filter, bias] = inputs.map((index) => tensors[index]);
  const output = tensors[outputs[0]];
  const scaleOf = (tensor: Tensor | undefined) => Math.fround(tensor?.quantization?.scales[0] ?? Number.NaN);
  if ((filter?.quantization?.scales.length ?? 0) > 1) return true;
  const product = scaleOf(input) * scaleOf(filter);
  return [scaleOf(bias), 0].every((scale) => Math.abs(product - scale) / scaleOf(output) <= 0.02);
}

/** RESHAPE's second input and option, the shape: TFLM has it from the output, reshape_common.cc. More dimensions than
 * 8 in the option are refused (flatbuffer_conversions.cc, ParseReshape), so that those stay. */
const MOST_RESHAPED = 8;

/** What is read of the operator. */
export function withoutUnread(operator: Operator): Operator {
  const { code, inputs, options } = operator;
  if (code !== 'RESHAPE') {
    // No parser looks at a table without fields.
    return optionTable(code).fields.length === 0 ? { ...operator, options: {}, hasOptions: false } : operator;
  }
  const { newShape } = options;
  const isLong = Array.isArray(newShape) && newShape.length > MOST_RESHAPED;
  return {
    ...operator,
    inputs: inputs.length === 2 ? inputs.slice(0, 1) : inputs,
    ...(!isLong && { options: {}, hasOptions: false }),
  };
}

/** RESHAPE of one input to [0], as old files wrote a scalar, makes TFLM write into the output's shape, in the file. */
export function writesIntoFile({ subgraphs }: Model): boolean {
  return subgraphs.some(({ operators, tensors }) =>
    operators.some(({ code, outputs }) => {
      const shape = tensors[outputs[0]]?.shape ?? [];
      return code === 'RESHAPE' && shape.length === 1 && shape[0] === 0;
    }),
  );
}
