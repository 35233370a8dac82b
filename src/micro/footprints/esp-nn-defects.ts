// What ESP-NN, as esp-tflite-micro calls it, gets wrong where TFLM's reference kernels are right: found by running both
// on 657 single operators, and by reading where it says so.
import { quantizeMultiplier } from '../../base/fixed-point.ts';
import type { Tensor } from '../../tflite/model.ts';
import type { OperatorNode } from '../op.ts';
import type { Profile } from '../profile.ts';
import { convolutionWindow } from '../tensors/axis-window.ts';
import { dimension } from '../tensors/extents.ts';
import { isInt8Node } from './footprint.ts';

/** int4 weights and other activations go to TFLM's reference kernels. */
const isTaken = (node: OperatorNode) => isInt8Node(node) && node.inputs[1]?.type === 'INT8';

/** esp_nn/conv.cc and depthwise_conv.cc, EvalQuantizedPerChannel, which dilated layers go through too. */
function biasRefusal({ inputs: [, , bias] }: OperatorNode): string | undefined {
  if (bias) return undefined;
  return (
    "ESP-NN's kernel reads a bias without looking whether there is one, and crashes; " +
    'give the layer a bias of zeros'
  );
}

/** Of CONV_2D. */
export function espConvolutionRefusal(node: OperatorNode): string | undefined {
  if (!isTaken(node)) return undefined;
  const [input, filter] = node.inputs;
  const [channels, of] = [dimension(filter, 3), dimension(input, 3)];
  const isDilated = (['H', 'W'] as const).some((side) => convolutionWindow(node, side).dilation !== 1);
  if (channels < of && !isDilated) {
    return (
      `ESP-NN's kernel takes no groups: with filters of ${channels} of ${of} channels it computes something else; ` +
      'use a convolution over all channels, or a depthwise one'
    );
  }
  return biasRefusal(node);
}

/** Of DEPTHWISE_CONV_2D. */
export function espDepthwiseRefusal(node: OperatorNode): string | undefined {
  return isTaken(node) ? biasRefusal(node) : undefined;
}

/** esp_nn_fully_connected_s8 takes the row's length and the outputs as uint16_t: from the source. */
const MOST_DENSE = 65535;

/** Of FULLY_CONNECTED. */
export function espDenseRefusal(node: OperatorNode): string | undefined {
  const [input, filter] = node.inputs;
  if (input?.type === 'INT16' && (filter?.quantization?.scales.length ?? 0) > 1) {
    return (
      "ESP-NN's kernel never sets the multiplier of int16 activations with a scale for each output, and answers a " +
      'constant; convert to int8, or with ' +
      'converter._experimental_disable_per_channel_quantization_for_dense_layers = True'
    );
  }
  const longest = Math.max(dimension(filter, 0), dimension(filter, 1));
  if (!isTaken(node) || longest <= MOST_DENSE) return undefined;
  const most = `${longest} are more than ${MOST_DENSE}`;
  return `ESP-NN's kernel counts inputs and outputs in 16 bits; ${most}: split the layer`;
}

/** What esp_nn/softmax.cc asks for: an int32 for each place of dimension 1, whichever is the last. */
export function espSoftmaxScratch({ inputs: [input] }: OperatorNode): number {
  return 4 * dimension(input, 1);
}

/** The planner gives buffers in steps of 16 bytes. */
const PLANNED = 16;

/** Of SOFTMAX: esp_nn_softmax_s8_opt writes an int32 for each place of the last dimension. */
export function espSoftmaxRefusal(node: OperatorNode): string | undefined {
  const [input] = node.inputs;
  if (!isInt8Node(node) || !input) return undefined;
  const rank = input.shape.length;
  if (rank < 2) {
    return "ESP-NN's kernel reads a second dimension that isn't there; reshape to [1, classes] before it";
  }
  const planned = PLANNED * Math.ceil(espSoftmaxScratch(node) / PLANNED);
  const written = 4 * dimension(input, -1);
  if (written <= planned) return undefined;
  return (
    `ESP-NN's kernel writes ${written} bytes into a scratch buffer of ${planned}, over what else lies in the arena; ` +
    `reshape to [${input.shape.slice(0, -1).reduce((product, size) => product * size, 1)}, ${dimension(input, -1)}]`
  );
}

/** Of CONV_2D with int16 activations: without a bias the sums are taken in 32 bits; 6 to 9 % of the values were off. */
export function espInt16Warning({ inputs: [input, , bias] }: OperatorNode): string | undefined {
  if (input?.type !== 'INT16' || bias) return undefined;
  return "ESP-NN's kernel sums int16 activations in 32 bits where there is no bias: about one value in ten is 1 off";
}

/** Of layers with weights on ESP32-P4: half an output step of a negative sum is rounded up. By reading. */
export function espRoundingWarning(node: OperatorNode, { instructionSet, espNn }: Profile): string | undefined {
  if (instructionSet !== 'p4' || espNn?.version !== '1.2.3' || !isTaken(node)) return undefined;
  const [input, filter] = node.inputs;
  const factor = scaleOf(input) / scaleOf(node.outputs[0]);
  const scales = filter?.quantization?.scales ?? [];
  if (!scales.some((scale) => isPowerOfTwo(factor * Math.fround(scale)))) return undefined;
  const rounded = 'where ESP-NN on ESP32-P4 rounds ties otherwise: values can be 1 off';
  return `the scale from sums to outputs is a power of two, ${rounded}`;
}

const scaleOf = (tensor: Tensor | undefined) => Math.fround(tensor?.quantization?.scales[0] ?? 0);

/** As the kernel sees it: the multiplier is exactly one half. */
function isPowerOfTwo(scale: number): boolean {
  return scale > 0 && Number.isFinite(scale) && quantizeMultiplier(scale).multiplier === 2 ** 30;
}
