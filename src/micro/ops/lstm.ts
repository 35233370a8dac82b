// UNIDIRECTIONAL_SEQUENCE_LSTM: tensorflow/lite/micro/kernels/lstm_eval.h, lstm_eval.cc, lstm_eval_common.cc. Without
// peepholes, projection or layer normalization, which the runtime doesn't have either.
import { tanhf } from '../../base/elementary32.ts';
import {
  clamp,
  multiplyByQuantizedMultiplier,
  multiplyWideByQuantizedMultiplier,
  type QuantizedMultiplier,
  quantizeMultiplier,
} from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import { logisticOf } from '../arithmetic/logistic.ts';
import { checkedLog2, sigmoid16, type TableScale, tanh16 } from '../arithmetic/table16.ts';
import type { Op, OperatorRun, OpTensor, Preparation } from '../op.ts';
import { activationOf } from '../tensors/activation.ts';
import { INTEGER_RANGES, scaleOf, zeroPointOf } from '../tensors/quantization.ts';
import { inputAt, outputAt, rejectType, requireType } from '../tensors/tensor.ts';
import { float32, int8, int16, int32, int64, numbers } from '../tensors/views.ts';

/** lstm_shared.h: positions of a gate's weights for the input, for the state, and of its bias. */
const GATES = { input: [1, 5, 12], forget: [2, 6, 13], cell: [3, 7, 14], output: [4, 8, 15] } as const;
const GATE_NAMES = ['forget', 'input', 'cell', 'output'] as const;
const HIDDEN_STATE = 18;
const CELL_STATE = 19;
/** Inputs for peepholes, projection and layer normalization. */
const UNSUPPORTED = [9, 10, 11, 16, 17, 20, 21, 22, 23];
/** schema.fbs ActivationFunctionType TANH */
const TANH = 4;

interface Sizes {
  readonly batches: number;
  readonly steps: number;
  readonly inputs: number;
  readonly units: number;
  readonly timeMajor: boolean;
  readonly clip: number;
}

function sizesOf(preparation: Preparation): Sizes {
  const { operator, inputs } = preparation;
  const [input, hidden, cell] = [0, HIDDEN_STATE, CELL_STATE].map((position) => inputAt(preparation, position));
  const output = outputAt(preparation, 0);
  if (inputs.length !== 24) reject('micro/input', `${inputs.length} inputs; an LSTM has 24`);
  if (UNSUPPORTED.some((position) => inputs[position])) {
    reject('micro/options', 'peepholes, projection and layer normalization are not supported');
  }
  if (input.shape.length !== 3) reject('micro/shape', 'the input must have three dimensions');
  const timeMajor = operator.options.timeMajor === true;
  const [first, second, depth] = input.shape;
  const [batches, steps] = timeMajor ? [second, first] : [first, second];
  const units = hidden.shape[1] ?? 0;
  const sized = (tensor: OpTensor, ...shape: number[]) => {
    if (tensor.shape.length !== shape.length || tensor.shape.some((d, i) => d !== shape[i])) {
      reject('micro/shape', `"${tensor.name}" is ${tensor.shape.join('x')}; it should be ${shape.join('x')}`);
    }
  };
  for (const [weights, recurrent, bias] of Object.values(GATES)) {
    sized(inputAt(preparation, weights), units, depth);
    sized(inputAt(preparation, recurrent), units, units);
    sized(inputAt(preparation, bias), units);
  }
  sized(output, first, second, units);
  for (const state of [hidden, cell]) {
    if (state.elements !== batches * units)
      reject('micro/shape', `"${state.name}" must have ${batches * units} elements`);
    if (!state.isVariable) reject('micro/variable', `"${state.name}" must be a variable`);
  }
  if (activationOf(operator) !== TANH) reject('micro/options', 'the cell activation must be TANH');
  const clip = Math.fround(Number(operator.options.cellClip ?? 0));
  return { batches, steps, inputs: depth, units, timeMajor, clip };
}

export const lstm: Op = (preparation) => {
  const sizes = sizesOf(preparation);
  const { batches, inputs, units } = sizes;
  const macs = batches * sizes.steps * 4 * units * (inputs + units);
  const { type } = inputAt(preparation, 0);
  // Sums run in JavaScript, and activations of four gates and the cell.
  const steps = macs / 2 + 40 * batches * sizes.steps * units;
  if (type === 'FLOAT32') return { macs, steps, run: floats(preparation, sizes) };
  if (type === 'INT8' || type === 'INT16') return { macs, steps, run: quantized(preparation, sizes) };
  return rejectType(inputAt(preparation, 0));
};

/** Every step of every sequence: the row of the input and the output, and which batch's state. */
function forEachStep({ batches, steps, timeMajor }: Sizes, visit: (row: number, batch: number) => void): void {
  for (let batch = 0; batch < batches; batch++) {
    for (let step = 0; step < steps; step++) visit(timeMajor ? step * batches + batch : batch * steps + step, batch);
  }
}

function floats(preparation: Preparation, sizes: Sizes): OperatorRun['run'] {
  const { kernels } = preparation;
  const { inputs, units, clip } = sizes;
  const values = (position: number) => {
    const tensor = inputAt(preparation, position);
    requireType(tensor, 'FLOAT32');
    return float32(kernels, tensor);
  };
  const [x, hidden, cells] = [0, HIDDEN_STATE, CELL_STATE].map(values);
  const y = float32(kernels, outputAt(preparation, 0));
  requireType(outputAt(preparation, 0), 'FLOAT32');
  const f32 = Math.fround;
  const dot = (weights: Float32Array, unit: number, from: Float32Array, at: number, count: number) => {
    let sum = 0;
    for (let k = 0; k < count; k++) sum = f32(sum + f32(from[at + k] * weights[unit * count + k]));
    return sum;
  };
  const [forget, entry, cell, exit] = GATE_NAMES.map((name) => {
    const [weights, recurrent, bias] = GATES[name].map(values);
    const activate = name === 'cell' ? tanhf : logisticOf;
    return (unit: number, row: number, state: number) => {
      const fromInput = f32(dot(weights, unit, x, row * inputs, inputs) + bias[unit]);
      return activate(f32(fromInput + dot(recurrent, unit, hidden, state, units)));
    };
  });
  const next = new Float32Array(units);
  const step = (row: number, batch: number) => {
    const state = batch * units;
    for (let unit = 0; unit < units; unit++) {
      const [f, i, c, o] = [forget, entry, cell, exit].map((gate) => gate(unit, row, state));
      const updated = f32(f32(f * cells[state + unit]) + f32(i * c));
      cells[state + unit] = clip > 0 ? clamp(updated, -clip, clip) : updated;
      next[unit] = f32(tanhf(cells[state + unit]) * o);
    }
    hidden.set(next, state);
    y.set(next, row * units);
  };
  return () => forEachStep(sizes, step);
}

/** Q3.12: what the gates' activations take. */
const GATE_INPUT_SCALE = 1 / 4096;
/** Q0.15: what they give. */
const GATE_OUTPUT_SCALE = 1 / 32768;

/** lstm_eval.cc, Tanh: a power-of-two scale as shift, times 3 where it is negative. */
function tanhScale(power: number): TableScale {
  const shift = 15 + power - 3;
  return shift < 0 ? { multiplier: 3, shift: -shift } : { multiplier: 0, shift };
}

/** A gate's value of one unit, from a row of the input and the state at a place. */
type Gate = (unit: number, row: number, state: number) => number;

/** Sums of one unit: weights times values from `at` on, on the scale of the activations. */
function denseOf({ kernels }: Preparation, from: OpTensor, weightsTensor: OpTensor, bias?: OpTensor) {
  const wide = from.type === 'INT16';
  requireType(weightsTensor, 'INT8');
  if (bias) requireType(bias, wide ? 'INT64' : 'INT32');
  const biases = bias && (wide ? int64(kernels, bias) : int32(kernels, bias));
  const [values, weights] = [numbers(kernels, from), int8(kernels, weightsTensor)];
  const count = weightsTensor.shape[1];
  // fully_connected_common.cc: the product of scales in float32.
  const multiplier = quantizeMultiplier(Math.fround(scaleOf(from) * scaleOf(weightsTensor)) / GATE_INPUT_SCALE);
  const [zero, weightZero] = [zeroPointOf(from), zeroPointOf(weightsTensor)];
  const scaled = wide ? multiplyWideByQuantizedMultiplier : multiplyByQuantizedMultiplier;
  return (unit: number, at: number) => {
    let sum = biases ? Number(biases[unit]) : 0;
    for (let k = 0; k < count; k++) sum += (values[at + k] - zero) * (weights[unit * count + k] - weightZero);
    return clamp(scaled(wide ? sum : sum | 0, multiplier), -32768, 32767);
  };
}

function quantizedGate(preparation: Preparation, name: (typeof GATE_NAMES)[number], inputs: number): Gate {
  const [weights, recurrent, bias] = GATES[name].map((position) => inputAt(preparation, position));
  const fromInput = denseOf(preparation, inputAt(preparation, 0), weights, bias);
  const fromState = denseOf(preparation, inputAt(preparation, HIDDEN_STATE), recurrent);
  const powerOfTwo: TableScale = { multiplier: 0, shift: 0 };
  const [activate, scale] = name === 'cell' ? [tanh16, tanhScale(-12)] : [sigmoid16, powerOfTwo];
  return (unit, row, state) =>
    int16Of(activate(clamp(fromInput(unit, row * inputs) + fromState(unit, state), -32768, 32767), scale));
}

function quantized(preparation: Preparation, sizes: Sizes): OperatorRun['run'] {
  const { kernels } = preparation;
  const { inputs, units, clip } = sizes;
  const [input, hiddenState, cellState] = [0, HIDDEN_STATE, CELL_STATE].map((position) =>
    inputAt(preparation, position),
  );
  const output = outputAt(preparation, 0);
  requireType(hiddenState, input.type);
  requireType(output, input.type);
  requireType(cellState, 'INT16');
  const cellPower = checkedLog2(scaleOf(cellState));
  if (cellPower === undefined) reject('micro/quantization', `the scale of "${cellState.name}" must be a power of two`);
  const [hidden, y] = [hiddenState, output].map((tensor) => numbers(kernels, tensor));
  const cells = int16(kernels, cellState);
  const [forget, entry, cell, exit] = GATE_NAMES.map((name) => quantizedGate(preparation, name, inputs));
  const times = (scaleA: number, scaleB: number, result: number) => quantizeMultiplier((scaleA * scaleB) / result);
  const cellScale = scaleOf(cellState);
  const kept = times(GATE_OUTPUT_SCALE, cellScale, cellScale);
  const added = times(GATE_OUTPUT_SCALE, GATE_OUTPUT_SCALE, cellScale);
  const given = times(GATE_OUTPUT_SCALE, GATE_OUTPUT_SCALE, scaleOf(hiddenState));
  const hiddenZero = zeroPointOf(hiddenState);
  const { min, max } = INTEGER_RANGES[input.type === 'INT16' ? 'INT16' : 'INT8'];
  const quantizedClip = Math.trunc(clamp(clip / cellScale, -32768, 32767));
  const cellTanh = tanhScale(cellPower);
  const multiply = (a: number, b: number, multiplier: QuantizedMultiplier) =>
    multiplyByQuantizedMultiplier(Math.imul(a, b), multiplier);
  const next = new Int16Array(units);
  const step = (row: number, batch: number) => {
    const state = batch * units;
    for (let unit = 0; unit < units; unit++) {
      const remembered = clamp(multiply(forget(unit, row, state), cells[state + unit], kept), -32768, 32767);
      const entering = clamp(multiply(entry(unit, row, state), cell(unit, row, state), added), -32768, 32767);
      const sum = clamp(remembered + entering, -32768, 32767);
      cells[state + unit] = clip > 0 ? clamp(sum, -quantizedClip, quantizedClip) : sum;
      const activated = int16Of(tanh16(cells[state + unit], cellTanh));
      next[unit] = clamp(hiddenZero + multiply(activated, exit(unit, row, state), given), min, max);
    }
    hidden.set(next, state);
    y.set(next, row * units);
  };
  return () => forEachStep(sizes, step);
}

const int16Of = (x: number) => (x << 16) >> 16;
