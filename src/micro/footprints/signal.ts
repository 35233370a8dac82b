// TFLM's signal library and CIRCULAR_BUFFER: signal/micro/kernels/*.cc, signal/src/circular_buffer.h and KISS FFT 130
// in tflite-micro. From the source, with the sizes of 32-bit Arm; not measured, but for CIRCULAR_BUFFER's Init.
import { reject } from '../../base/problem.ts';
import { bytesOfElements } from '../../tflite/schema.ts';
import type { OperatorNode } from '../op.ts';
import { dimension, elements } from '../tensors/extents.ts';
import { customOptionsOf } from '../tensors/options.ts';
import {
  allTensors,
  both,
  type Footprint,
  inputAndOutput,
  persistent,
  type Request,
  scratch,
  temporaries,
} from './footprint.ts';

const option = ({ operator }: OperatorNode, name: string) => customOptionsOf(operator).get(name) ?? 0;

/** sizeof(CircularBuffer), six words, and every place twice. */
const queueBytes = (capacity: number) => 24 + 4 * capacity;

const valueBytes = ({ inputs: [input] }: OperatorNode) => (input && bytesOfElements(input.type, 1)) || 1;
const rows = ({ inputs: [input] }: OperatorNode) => countOf(elements(input) / Math.max(dimension(input, -1), 1));

/** Buffers that are listed one by one. */
function countOf(count: number): number {
  if (Number.isInteger(count) && count <= MOST_BUFFERS) return count;
  return reject('micro/shape', `${count} buffers, each with a state of its own`);
}

const MOST_BUFFERS = 10_000;

/** kiss_fftr_alloc: its three pointers, kiss_fft_state (two words, 64 factors) with a twiddle for each of half the
 * values, three halves of them again. */
function fftBytes(node: OperatorNode): number {
  const [count, complexBytes] = [option(node, 'fft_length') / 2, 2 * valueBytes(node)];
  return 12 + 8 + 256 + complexBytes * count + complexBytes * Math.floor((count * 3) / 2);
}

const fft = (parameterBytes: number, prepare: (node: OperatorNode) => readonly Request[]): Footprint => ({
  opDataBytes: both(parameterBytes),
  moreInitBytes: (node) => [fftBytes(node)],
  prepare,
});

/** A list of pointers to buffers and one to queues, then the queues. */
function queues(node: OperatorNode, capacity: number): Request[] {
  const count = rows(node);
  return [persistent(4 * count), persistent(4 * count), ...Array(count).fill(persistent(queueBytes(capacity)))];
}

export const signalWindowFootprint: Footprint = { opDataBytes: both(8), prepare: allTensors };
export const rfftFootprint: Footprint = fft(32, (node) => [
  ...inputAndOutput(node),
  scratch(option(node, 'fft_length') * valueBytes(node)),
]);
export const irfftFootprint: Footprint = fft(24, inputAndOutput);
export const energyFootprint: Footprint = { opDataBytes: both(8), prepare: inputAndOutput };
export const filterBankFootprint: Footprint = {
  opDataBytes: both(28),
  moreInitBytes: (node) => [8 * (option(node, 'num_channels') + 1)],
  prepare: allTensors,
};
export const spectralSubtractionFootprint: Footprint = {
  opDataBytes: both(44),
  moreInitBytes: (node) => [4 * option(node, 'num_channels')],
  prepare: allTensors,
};
export const pcanFootprint: Footprint = { opDataBytes: both(4), prepare: allTensors };
export const filterBankLogFootprint: Footprint = { opDataBytes: both(8), prepare: inputAndOutput };
export const delayFootprint: Footprint = {
  opDataBytes: both(20),
  prepare: (node) => [
    ...inputAndOutput(node),
    ...queues(node, dimension(node.inputs[0], -1) + option(node, 'delay_length')),
  ],
};
export const framerFootprint: Footprint = {
  opDataBytes: both(28),
  prepare: (node) => {
    const [size, step] = [option(node, 'frame_size'), Math.max(option(node, 'frame_step'), 1)];
    return [...allTensors(node), ...queues(node, Math.ceil(size / step) * step)];
  },
};
export const stackerFootprint: Footprint = {
  opDataBytes: both(36),
  moreInitBytes: (node) => {
    const frames = option(node, 'stacker_left_context') + option(node, 'stacker_right_context') + 1;
    return [queueBytes(option(node, 'num_channels') * frames)];
  },
  prepare: allTensors,
};
export const overlapAddFootprint: Footprint = {
  opDataBytes: both(24),
  prepare: (node) => {
    const [input] = node.inputs;
    const size = dimension(input, -1);
    const count = countOf(elements(input) / Math.max(size * dimension(input, -2), 1));
    const sums: Request[] = Array(count).fill(persistent(size * valueBytes(node)));
    return [...temporaries(input, node.outputs[0]), persistent(4 * count), ...sums];
  },
};
/** tensorflow/lite/micro/kernels/circular_buffer.cc, circular_buffer_common.cc */
export const circularBufferFootprint: Footprint = { opDataBytes: both(8), prepare: allTensors };
