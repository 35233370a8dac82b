// SVDF: tensorflow/lite/micro/kernels/svdf_common.cc.
import { clamp, multiplyByQuantizedMultiplier, quantizeMultiplier } from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import { describeShape } from '../../base/shape.ts';
import type { Op, OperatorRun, OpTensor, Preparation } from '../op.ts';
import { activationOf } from '../tensors/activation.ts';
import { numberOption } from '../tensors/options.ts';
import { isQuantized, scaleOf, zeroPointOf } from '../tensors/quantization.ts';
import { inputAt, outputAt, rejectType, requireType } from '../tensors/tensor.ts';
import { float32, int8, int32, numbers } from '../tensors/views.ts';

interface Svdf {
  readonly input: OpTensor;
  readonly feature: OpTensor;
  readonly time: OpTensor;
  readonly bias: OpTensor | undefined;
  readonly state: OpTensor;
  readonly output: OpTensor;
  readonly batches: number;
  readonly inputs: number;
  readonly filters: number;
  readonly memory: number;
  readonly rank: number;
}

function svdfOf(preparation: Preparation): Svdf {
  const [input, feature, time] = [0, 1, 2].map((position) => inputAt(preparation, position));
  const [bias, state, output] = [preparation.inputs[3], inputAt(preparation, 4), outputAt(preparation, 0)];
  const rank = numberOption(preparation.operator, 'rank');
  const [batches, inputs] = input.shape;
  const [filters] = feature.shape;
  const [, memory] = time.shape;
  const units = filters / rank;
  const fits =
    [input, feature, time, state, output].every(({ shape }) => shape.length === 2) &&
    Number.isInteger(units) &&
    feature.shape[1] === inputs &&
    time.shape[0] === filters &&
    memory > 0 &&
    state.shape[0] === batches &&
    state.shape[1] === memory * filters &&
    output.shape[0] === batches &&
    output.shape[1] === units &&
    (!bias || bias.elements === units);
  if (!fits) {
    const shapes = [input, feature, time, state, output].map(({ shape }) => describeShape(shape));
    reject('micro/shape', `input, weights, state and output of ${shapes.join(', ')} don't fit rank ${rank}`);
  }
  if (!state.isVariable) reject('micro/variable', `"${state.name}" must be a variable`);
  return { input, feature, time, bias, state, output, batches, inputs, filters, memory, rank };
}

export const svdf: Op = (preparation) => {
  const svdf = svdfOf(preparation);
  const { batches, filters, inputs, memory, input } = svdf;
  const macs = batches * filters * (inputs + memory);
  const steps = macs / 8;
  if (input.type === 'FLOAT32') return { macs, steps, run: floats(preparation, svdf) };
  if (input.type === 'INT8') return { macs, steps, run: quantized(preparation, svdf) };
  return rejectType(input);
};

/** tensorflow/lite/micro/kernels/activation_utils.h, ActivationValFloat: 1 RELU, 2 RELU_N1_TO_1, 3 RELU6. */
function activated(activation: number, x: number): number {
  if (activation === 0) return x;
  if (activation === 1) return Math.max(0, x);
  if (activation === 2) return clamp(x, -1, 1);
  if (activation === 3) return clamp(x, 0, 6);
  return reject('micro/options', `activation ${activation} is not supported`);
}

function floats({ kernels, operator }: Preparation, svdf: Svdf): OperatorRun['run'] {
  const { batches, inputs, filters, memory, rank, bias } = svdf;
  for (const tensor of [svdf.feature, svdf.time, svdf.state, svdf.output]) requireType(tensor, 'FLOAT32');
  if (bias) requireType(bias, 'FLOAT32');
  const [x, feature, time, state, y] = [svdf.input, svdf.feature, svdf.time, svdf.state, svdf.output].map((tensor) =>
    float32(kernels, tensor),
  );
  const biases = bias && float32(kernels, bias);
  const activation = activationOf(operator);
  const f32 = Math.fround;
  const units = filters / rank;
  activated(activation, 0);
  return () => {
    state.copyWithin(0, 1);
    for (let row = 0; row < batches * filters; row++) {
      const [fromX, fromW] = [Math.floor(row / filters) * inputs, (row % filters) * inputs];
      let sum = 0;
      for (let k = 0; k < inputs; k++) sum = f32(sum + f32(feature[fromW + k] * x[fromX + k]));
      state[row * memory + memory - 1] = sum;
    }
    for (let out = 0; out < batches * units; out++) {
      const [batch, unit] = [Math.floor(out / units), out % units];
      let total = biases ? biases[unit] : 0;
      for (let r = 0; r < rank; r++) {
        const filter = unit * rank + r;
        const from = (batch * filters + filter) * memory;
        let sum = 0;
        for (let k = 0; k < memory; k++) sum = f32(sum + f32(time[filter * memory + k] * state[from + k]));
        total = f32(total + sum);
      }
      y[out] = activated(activation, total);
    }
  };
}

function quantized({ kernels, operator }: Preparation, svdf: Svdf): OperatorRun['run'] {
  const { batches, inputs, filters, memory, rank, bias, input, feature, time, state, output } = svdf;
  requireType(feature, 'INT8');
  requireType(time, 'INT8', 'INT16');
  requireType(state, time.type);
  requireType(output, 'INT8');
  if (bias) requireType(bias, 'INT32');
  activated(activationOf(operator), 0);
  // PrepareSvdf: in float32.
  const f32 = Math.fround;
  requireBiasScale(svdf);
  const first = quantizeMultiplier(f32(f32(scaleOf(input) * scaleOf(feature)) / scaleOf(state)));
  const second = quantizeMultiplier(f32(f32(scaleOf(state) * scaleOf(time)) / scaleOf(output)));
  const [from, stateZero, to] = [zeroPointOf(input), zeroPointOf(state), zeroPointOf(output)];
  const [min, max] = state.type === 'INT16' ? [-32768, 32767] : [-128, 127];
  const [x, weights, y] = [input, feature, output].map((tensor) => int8(kernels, tensor));
  const [timeWeights, memories] = [numbers(kernels, time), numbers(kernels, state)];
  const biases = bias && int32(kernels, bias);
  const units = filters / rank;
  return () => {
    memories.copyWithin(0, 1);
    for (let row = 0; row < batches * filters; row++) {
      const [fromX, fromW] = [Math.floor(row / filters) * inputs, (row % filters) * inputs];
      let sum = 0;
      for (let k = 0; k < inputs; k++) sum += weights[fromW + k] * (x[fromX + k] - from);
      const scaled = stateZero + multiplyByQuantizedMultiplier(sum | 0, first);
      memories[row * memory + memory - 1] = clamp(scaled, min, max);
    }
    for (let out = 0; out < batches * units; out++) {
      const [batch, unit] = [Math.floor(out / units), out % units];
      let total = biases ? biases[unit] : 0;
      for (let r = 0; r < rank; r++) {
        const filter = unit * rank + r;
        const at = (batch * filters + filter) * memory;
        for (let k = 0; k < memory; k++) {
          total = (total + timeWeights[filter * memory + k] * (memories[at + k] - stateZero)) | 0;
        }
      }
      y[out] = clamp(multiplyByQuantizedMultiplier(total, second) + to, -128, 127);
    }
  };
}

/** PrepareSvdf: within 1e-5 of what it is added to, in float32. */
function requireBiasScale({ bias, state, time }: Svdf): void {
  if (!bias) return;
  // Without one params.scale is 0.
  const scale = isQuantized(bias) ? scaleOf(bias) : 0;
  const product = Math.fround(scaleOf(state) * scaleOf(time));
  if (!(Math.abs(scale - product) < 1e-5)) {
    const expected = `that of state times weights in time, ${product}`;
    reject('micro/quantization', `the scale of the bias, ${scale}, is far from ${expected}`);
  }
}
