// Which kernel of the library runs an operator, and why it is not the fast one.

import type { Profile } from '../micro/profile.ts';
import type { ResolvedOperator } from '../micro/resolve.ts';
import { dimension } from '../micro/tensors/extents.ts';
import { numberOption } from '../micro/tensors/options.ts';
import { isReplaced, kernelsOf } from '../micro/work/esp-nn.ts';
import { typesOf } from '../micro/work/work.ts';

export interface KernelPath {
  /** The library's function, or `TFLM reference`. */
  readonly kernel: string;
  /** Absent where it is the fast one, or there is no other. */
  readonly whySlow?: string;
}

const REFERENCE = 'TFLM reference';

export interface PathOptions {
  /** As `Work` names it; undefined where it isn't known. */
  readonly routine?: string;
  /** Whether it takes enough of the model's work to say why no library runs it. */
  readonly isCostly?: boolean;
}

export function kernelPathOf(
  operator: ResolvedOperator,
  profile: Profile,
  { routine = '', isCostly = false }: PathOptions = {},
): KernelPath {
  const { name, node } = operator;
  const isFloat = [...node.inputs, ...node.outputs].some((tensor) => tensor?.type === 'FLOAT32');
  if (profile.library === 'reference') return { kernel: REFERENCE, ...(isWeighted(name) && { whySlow: NO_LIBRARY }) };
  const library = profile.library === 'cmsis_nn' ? 'CMSIS-NN' : 'ESP-NN';
  if (isFloat) {
    const whySlow = `${library} has no float32 kernels; convert to int8`;
    return { kernel: REFERENCE, ...(isWeighted(name) && { whySlow }) };
  }
  const path = profile.library === 'cmsis_nn' ? armPath(operator, profile, routine) : espPath(operator, profile);
  if (!isCostly || path.kernel !== REFERENCE || path.whySlow !== undefined) return path;
  return { ...path, whySlow: `${library} has no kernel for it: TFLM's plain one goes element by element` };
}

const NO_LIBRARY =
  'the profile has plain kernels; build TFLM with OPTIMIZED_KERNEL_DIR=cmsis_nn, or esp_nn on an ESP32';

const isWeighted = (name: string) =>
  ['CONV_2D', 'DEPTHWISE_CONV_2D', 'FULLY_CONNECTED', 'TRANSPOSE_CONV'].includes(name);

/** Of the operators in tensorflow/lite/micro/kernels/cmsis_nn, in int8; `s8` is `s16` for int16. */
const ARM_KERNELS: ReadonlyMap<string, string> = new Map([
  ['ADD', 'arm_elementwise_add_s8'],
  ['AVERAGE_POOL_2D', 'arm_avgpool_s8'],
  ['BATCH_MATMUL', 'arm_batch_matmul_s8'],
  ['MAX_POOL_2D', 'arm_max_pool_s8'],
  ['MAXIMUM', 'arm_maximum_s8'],
  ['MINIMUM', 'arm_minimum_s8'],
  ['MUL', 'arm_elementwise_mul_s8'],
  ['PAD', 'arm_pad_s8'],
  ['PADV2', 'arm_pad_s8'],
  ['SOFTMAX', 'arm_softmax_s8'],
  ['SVDF', 'arm_svdf_s8'],
  ['TRANSPOSE', 'arm_transpose_s8'],
  ['TRANSPOSE_CONV', 'arm_transpose_conv_s8'],
  ['UNIDIRECTIONAL_SEQUENCE_LSTM', 'arm_lstm_unidirectional_s8'],
]);

function armPath(operator: ResolvedOperator, profile: Profile, routine: string): KernelPath {
  const { name, node } = operator;
  const types = typesOf(node) ?? 'int8';
  if (name === 'CONV_2D') return armConv(operator, profile, routine, types);
  if (name === 'DEPTHWISE_CONV_2D') return armDepthwise(operator, profile, routine, types);
  if (name === 'FULLY_CONNECTED') return armDense(operator, routine, types);
  const own = ARM_KERNELS.get(name);
  if (own === undefined) return { kernel: REFERENCE };
  return { kernel: node.inputs[0]?.type === 'INT16' ? own.replace(/s8$/, 's16') : own };
}

type Types = NonNullable<ReturnType<typeof typesOf>>;

const SUFFIXES: Readonly<Record<Types, string>> = { int8: 's8', int16: 's16', int4: 's4', float: 'f32' };

const WHY_INT16 = 'int16 activations are multiplied two at a time, and summed in 64 bits; int8 takes about half';
const WHY_INT4 = 'int4 weights are unpacked while it runs: they save flash, not time';

function armConv({ node }: ResolvedOperator, { instructionSet }: Profile, routine: string, types: Types): KernelPath {
  const [input, filter] = node.inputs;
  const [kh, kw, depth] = [1, 2, 3].map((axis) => dimension(filter, axis));
  const suffix = SUFFIXES[types];
  if (types !== 'int8') return { kernel: `arm_convolve_${suffix}`, whySlow: types === 'int4' ? WHY_INT4 : WHY_INT16 };
  if (routine === 'conv 1x1') {
    if (kh * kw > 1) return { kernel: 'arm_convolve_1_x_n_s8' };
    const isStrided = numberOption(node.operator, 'strideH') > 1 || numberOption(node.operator, 'strideW') > 1;
    const why = remainder(depth, instructionSet);
    return { kernel: isStrided ? 'arm_convolve_1x1_s8' : 'arm_convolve_1x1_s8_fast', ...(why && { whySlow: why }) };
  }
  const groups = depth > 0 ? dimension(input, 3) / depth : 1;
  if (groups > 1) return { kernel: 'arm_convolve_s8', whySlow: `it runs ${groups} groups one after the other` };
  const copies = 'each window is copied into a column first (im2col)';
  const why = remainder(kh * kw * depth, instructionSet);
  return { kernel: 'arm_convolve_s8', whySlow: why ? `${copies}, and ${why}` : copies };
}

/** Products of a column beyond the unrolled loop. */
function remainder(depth: number, instructionSet: Profile['instructionSet']): string | undefined {
  if (instructionSet === 'plain') return undefined;
  const rest = depth % 16;
  if (rest === 0) return undefined;
  const sums = `each output sums ${depth} products`;
  if (instructionSet === 'mve') return `${sums}, 16 in a vector: the last vector holds ${rest}`;
  const lone = ['', ', the last one by itself', ', the last 2 one by one', ', the last 3 one by one'][rest % 4];
  const loop = 'the fast loop, which takes 16 at a time';
  return depth < 16
    ? `${sums}, too few for ${loop}${lone}`
    : `${sums}: ${depth - rest} in ${loop}, and ${rest} in a slower one${lone}`;
}

function armDepthwise(operator: ResolvedOperator, profile: Profile, routine: string, types: Types): KernelPath {
  const { node } = operator;
  if (types === 'int16') return { kernel: 'arm_depthwise_conv_s16', whySlow: WHY_INT16 };
  if (types === 'int4') return { kernel: 'arm_depthwise_conv_s4', whySlow: WHY_INT4 };
  const [, filter] = node.inputs;
  const [kh, kw] = [dimension(filter, 1), dimension(filter, 2)];
  if (routine === 'depthwise 3x3') {
    const rest = dimension(filter, 3) % 4;
    const whySlow = `the kernel takes 4 channels at a time: of ${dimension(filter, 3)}, ${rest} run on their own`;
    return { kernel: 'arm_depthwise_conv_3x3_s8', ...(rest > 0 && { whySlow }) };
  }
  if (routine === 'depthwise') return { kernel: 'arm_depthwise_conv_s8_opt' };
  if (routine === 'depthwise as conv') return { kernel: 'arm_depthwise_conv_to_conv_s8' };
  if (routine === 'depthwise im2col') {
    const whySlow = `a window of ${kh}x${kw} is copied first; only 3x3 with padding of at most 1 has its own kernel`;
    return { kernel: 'arm_depthwise_conv_s8_opt', whySlow };
  }
  return { kernel: 'arm_depthwise_conv_s8', whySlow: whyGeneric(operator, profile) };
}

function whyGeneric({ node }: ResolvedOperator, { instructionSet, core }: Profile): string {
  const [input, filter] = node.inputs;
  const dilations = [numberOption(node.operator, 'dilationHFactor'), numberOption(node.operator, 'dilationWFactor')];
  if (dilations.some((dilation) => dilation > 1))
    return 'the generic kernel takes dilated layers: one product at a time';
  const multiplier = dimension(filter, 3) / Math.max(1, dimension(input, 3));
  if (multiplier > 1) return `a channel multiplier of ${multiplier} has no fast kernel`;
  if (dimension(input, 0) > 1) return 'a batch of more than 1 has no fast kernel';
  if (instructionSet === 'plain') return `${core} has no DSP instructions: only 3x3 with padding of at most 1 is fast`;
  return 'no fast kernel takes this shape';
}

function armDense({ node }: ResolvedOperator, routine: string, types: Types): KernelPath {
  if (types === 'int16') return { kernel: 'arm_fully_connected_s16', whySlow: WHY_INT16 };
  if (types === 'int4') return { kernel: 'arm_fully_connected_s4', whySlow: WHY_INT4 };
  if (routine === 'conv 1x1') return { kernel: 'arm_convolve_1x1_s8_fast' };
  const isPerChannel = (node.inputs[1]?.quantization?.scales.length ?? 0) > 1;
  const rows = dimension(node.outputs[0], 0);
  const whySlow = `the weights are read once for each of ${rows} rows`;
  return {
    kernel: isPerChannel ? 'arm_fully_connected_per_channel_s8' : 'arm_fully_connected_s8',
    ...(rows > 1 && { whySlow }),
  };
}

const ESP_KERNELS: ReadonlyMap<string, string> = new Map([
  ['ADD', 'esp_nn_add_elementwise_s8'],
  ['AVERAGE_POOL_2D', 'esp_nn_avg_pool_s8'],
  ['CONV_2D', 'esp_nn_conv_s8'],
  ['DEPTHWISE_CONV_2D', 'esp_nn_depthwise_conv_s8'],
  ['FULLY_CONNECTED', 'esp_nn_fully_connected_s8'],
  ['MAX_POOL_2D', 'esp_nn_max_pool_s8'],
  ['MUL', 'esp_nn_mul_elementwise_s8'],
  ['SOFTMAX', 'esp_nn_softmax_s8'],
]);

function espPath({ name, node }: ResolvedOperator, profile: Profile): KernelPath {
  const own = ESP_KERNELS.get(name);
  if (own === undefined || !isReplaced(name)) return { kernel: REFERENCE };
  if (kernelsOf(node, profile).library === 'esp_nn') return { kernel: own };
  const dilations = [numberOption(node.operator, 'dilationHFactor'), numberOption(node.operator, 'dilationWFactor')];
  const isDilated = dilations.some((dilation) => dilation > 1);
  const types = `${node.inputs[0]?.type ?? 'other types'} with weights of ${node.inputs[1]?.type ?? 'other types'}`;
  return {
    kernel: REFERENCE,
    whySlow: `ESP-NN has no kernel for ${isDilated ? 'dilated layers' : types.toLowerCase()}`,
  };
}
