// Frames of TFLM's signal library: delay, framer, stacker, overlap-add; signal/micro/kernels/ and signal/src/ in
// tflite-micro.
import { clamp } from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import { queue } from '../arithmetic/queue.ts';
import type { Op } from '../op.ts';
import { innermost, optionsOf, rowsOf, shorts, typed } from '../tensors/signal.ts';
import { inputAt, outputAt, requireSameElements, requireType } from '../tensors/tensor.ts';
import { numbers, rawBytes } from '../tensors/views.ts';

export const delay: Op = (preparation) => {
  const [input, output] = [inputAt(preparation, 0), outputAt(preparation, 0)];
  requireSameElements(input, output);
  const [width, rows] = [innermost(input), rowsOf(input)];
  const length = optionsOf(preparation)('delay_length');
  if (!(length >= 0 && length < 2 ** 24)) reject('micro/options', `a delay of ${length}`);
  const [x, y] = [shorts(preparation, input), shorts(preparation, output)];
  const queues = Array.from({ length: rows }, queue);
  const start = () => {
    for (const each of queues) {
      each.clear();
      each.write(new Int16Array(length));
    }
  };
  start();
  return {
    run() {
      queues.forEach((each, row) => {
        each.write(x.subarray(row * width, (row + 1) * width));
        each.peek(width, y.subarray(row * width, (row + 1) * width));
        each.discard(width);
      });
    },
    reset: start,
  };
};

export const framer: Op = (preparation) => {
  const { kernels } = preparation;
  const [input, output, valid] = [inputAt(preparation, 0), outputAt(preparation, 0), outputAt(preparation, 1)];
  const option = optionsOf(preparation);
  const [size, step, prefill] = [option('frame_size'), option('frame_step'), option('prefill') !== 0];
  const [width, rows] = [innermost(input), rowsOf(input)];
  if (!(step > 0 && size >= step && size < 2 ** 24) || width < step || width % step !== 0) {
    reject('micro/options', `frames of ${size} every ${step} of ${width}`);
  }
  const frames = width / step;
  if (output.elements !== rows * frames * size) reject('micro/shape', `the output has ${output.elements} elements`);
  const [x, y] = [shorts(preparation, input), shorts(preparation, output)];
  const isValid = rawBytes(kernels, typed(valid, 'BOOL'));
  const queues = Array.from({ length: rows }, queue);
  const start = () => {
    for (const each of queues) {
      each.clear();
      if (prefill) each.write(new Int16Array(size - step));
    }
  };
  start();
  return {
    run() {
      isValid[0] = 1;
      queues.forEach((each, row) => {
        for (let frame = 0; frame < frames; frame++) {
          const at = row * frames + frame;
          each.write(x.subarray(at * step, (at + 1) * step));
          if (each.length >= size) {
            each.peek(size, y.subarray(at * size, (at + 1) * size));
            each.discard(step);
          } else {
            isValid[0] = 0;
          }
        }
      });
    },
    reset: start,
  };
};

export const stacker: Op = (preparation) => {
  const { kernels } = preparation;
  const [input, output, valid] = [inputAt(preparation, 0), outputAt(preparation, 0), outputAt(preparation, 1)];
  const option = optionsOf(preparation);
  const [channels, left] = [option('num_channels'), option('stacker_left_context')];
  const size = channels * (left + option('stacker_right_context') + 1);
  const step = channels * option('stacker_step');
  if (input.elements < channels || output.elements !== size || !(step > 0 && step <= size)) {
    reject('micro/shape', `${size} values are stacked, the output has ${output.elements}`);
  }
  const [x, y] = [shorts(preparation, input), shorts(preparation, output)];
  const isValid = rawBytes(kernels, typed(valid, 'BOOL'));
  const frames = queue();
  let isFirst = true;
  return {
    run() {
      const frame = x.subarray(0, channels);
      // The first frame stands for those before it.
      for (let copy = isFirst ? left : 0; copy >= 0; copy--) frames.write(frame);
      isFirst = false;
      isValid[0] = Number(frames.length >= size);
      if (frames.length < size) return;
      frames.peek(size, y);
      frames.discard(step);
    },
    reset() {
      frames.clear();
      isFirst = true;
    },
  };
};

export const overlapAdd: Op = (preparation) => {
  const { kernels } = preparation;
  const [input, output] = [inputAt(preparation, 0), outputAt(preparation, 0)];
  requireType(input, 'INT16', 'FLOAT32');
  requireType(output, input.type);
  const step = optionsOf(preparation)('frame_step');
  const { shape } = input;
  if (shape.length < 2) reject('micro/shape', 'frames need two dimensions');
  const [frames, size] = [shape[shape.length - 2], shape[shape.length - 1]];
  const rows = frames * size === 0 ? 0 : input.elements / (frames * size);
  if (!(step > 0 && step <= size) || output.elements !== rows * frames * step) {
    reject('micro/shape', `frames of ${size} every ${step} make no output of ${output.elements}`);
  }
  const [x, y] = [numbers(kernels, input), numbers(kernels, output)];
  const isFloat = input.type === 'FLOAT32';
  const sums = Array.from({ length: rows }, () => (isFloat ? new Float32Array(size) : new Int16Array(size)));
  return {
    run() {
      sums.forEach((sum, row) => {
        for (let frame = 0; frame < frames; frame++) {
          const at = row * frames + frame;
          for (let i = 0; i < size; i++) {
            const value = sum[i] + x[at * size + i];
            sum[i] = isFloat ? value : clamp(value, -32768, 32767);
          }
          y.set(sum.subarray(0, step), at * step);
          sum.copyWithin(0, step);
          sum.fill(0, size - step);
        }
      });
    },
    reset() {
      for (const sum of sums) sum.fill(0);
    },
  };
};
