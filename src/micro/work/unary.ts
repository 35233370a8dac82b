// One value in, one out, element by element, each type in a loop of its own: activations, roots, logarithms, CAST;
// QUANTIZE and DEQUANTIZE, where what stands before the loop differs by type as well.
import { frexp } from '../../base/fixed-point.ts';
import type { OperatorNode } from '../op.ts';
import { elements } from '../tensors/extents.ts';
import { typeNameOf, type WorkOf, work } from './work.ts';

const typeOf = ({ inputs: [input] }: OperatorNode) => typeNameOf(input);
const resultOf = ({ outputs: [output] }: OperatorNode) => typeNameOf(output);

/** One loop over the elements. */
export function unaryWork(name: string): WorkOf {
  return (node) => work(name, { [typeOf(node)]: elements(node.outputs[0]) });
}

export const castWork: WorkOf = (node) =>
  work('cast', { [`${typeOf(node)}To${resultOf(node)}`]: elements(node.outputs[0]) });

export function conversionWork(name: string): WorkOf {
  return (node) => work(`${name} ${typeOf(node)} ${resultOf(node)}`, { elements: elements(node.outputs[0]) });
}

/** Between int8 and uint8 of one scale only the highest bit turns (Requantize,
 * tensorflow/lite/kernels/internal/reference/requantize.h). */
export const quantizeWork: WorkOf = (node, profile) => {
  const [input, output] = [node.inputs[0], node.outputs[0]];
  const [from, to] = [input?.quantization, output?.quantization];
  const isMixed =
    input?.type !== output?.type && [input?.type, output?.type].every((t) => t === 'INT8' || t === 'UINT8');
  const isSame = from !== undefined && from.scales[0] === to?.scales[0];
  const distance = Math.abs((from?.zeroPoints[0] ?? 0) - (to?.zeroPoints[0] ?? 0));
  if (isMixed && isSame && distance === 128) return work('quantize flip', { elements: elements(output) });
  return conversionWork('quantize')(node, profile);
};

/** kInputIntegerBits of LogisticPrepare and TanhPrepare. */
const INPUT_BITS = 4;

/** LOGISTIC and TANH: int8 values further from the zero point than the input's radius are not computed. How many those
 * are depends on the data: counted as if inputs were spread evenly over int8. */
export function sigmoidWork(name: string): WorkOf {
  const plain = unaryWork(name);
  return (node, profile) => {
    const [input] = node.inputs;
    if (input?.type !== 'INT8') return plain(node, profile);
    const count = elements(node.outputs[0]);
    const { scales: [scale = 1] = [], zeroPoints: [zeroPoint = 0] = [] } = input.quantization ?? {};
    // CalculateInputRadius, quantization_util.cc
    const { exponent } = frexp(scale * 2 ** (31 - INPUT_BITS));
    const radius = Math.floor(((2 ** INPUT_BITS - 1) * 2 ** (31 - INPUT_BITS)) / 2 ** Math.max(exponent, 0));
    const [least, most] = [Math.max(-128, zeroPoint - radius + 1), Math.min(127, zeroPoint + radius - 1)];
    const share = Math.max(most - least + 1, 0) / 256;
    return work(name, { evaluated: count * share, int8: count });
  };
}
