// Spectra in TFLM's signal library: window, scaling, FFT and back, energies. signal/micro/kernels/*.cc in tflite-micro.
import { clamp } from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import { FIXED16, FIXED32, FLOAT32 } from '../arithmetic/kiss-butterflies.ts';
import { inverseRealFft, realFft } from '../arithmetic/kiss-fft.ts';
import type { Op, OpTensor, Preparation } from '../op.ts';
import { innermost, optionsOf, rowsOf, shorts, typed, uint32 } from '../tensors/signal.ts';
import { inputAt, outputAt, rejectType, requireSameElements, requireType } from '../tensors/tensor.ts';
import { int32, numbers } from '../tensors/views.ts';

export const signalWindow: Op = (preparation) => {
  const [input, window, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  const shift = optionsOf(preparation)('shift');
  requireSameElements(input, output);
  if (window.elements === 0 || input.elements % window.elements !== 0) {
    reject('micro/shape', `a window of ${window.elements} for ${input.elements} values`);
  }
  if (!(shift >= 0 && shift < 32)) reject('micro/options', `a shift by ${shift}`);
  const [x, weights, y] = [input, window, output].map((tensor) => shorts(preparation, tensor));
  return {
    run() {
      for (let i = 0; i < x.length; i++) y[i] = clamp((x[i] * weights[i % weights.length]) >> shift, -32768, 32767);
    },
  };
};

export const autoScale: Op = (preparation) => {
  const [input, output, bits] = [inputAt(preparation, 0), outputAt(preparation, 0), outputAt(preparation, 1)];
  requireSameElements(input, output);
  const [x, y] = [shorts(preparation, input), shorts(preparation, output)];
  const scaleBits = int32(preparation.kernels, typed(bits, 'INT32'));
  return {
    run() {
      // MaxAbs16 holds its result in int16, where 32768 turns negative and leaves nothing to scale.
      const most = (x.reduce((greatest, v) => Math.max(greatest, Math.abs(v)), 0) << 16) >> 16;
      const shift = Math.max(15 - (32 - Math.clz32(most)), 0);
      for (let i = 0; i < x.length; i++) y[i] = x[i] << shift;
      scaleBits[0] = shift;
    },
  };
};

/** Which arithmetic a type has. */
function arithmeticOf(tensor: OpTensor) {
  if (tensor.type === 'INT16') return FIXED16;
  if (tensor.type === 'INT32') return FIXED32;
  return tensor.type === 'FLOAT32' ? FLOAT32 : rejectType(tensor);
}

const MOST_FFT = 65536;

function fftLength(preparation: Preparation): number {
  const length = optionsOf(preparation)('fft_length');
  if (!(length >= 4 && length <= MOST_FFT && length % 2 === 0)) reject('micro/options', `an FFT of ${length} values`);
  return length;
}

/** Butterflies: a few a value for each doubling of the length. */
const STEPS_PER_VALUE = 16;

export const rfft: Op = (preparation) => {
  const { kernels } = preparation;
  const [input, output] = [inputAt(preparation, 0), outputAt(preparation, 0)];
  const length = fftLength(preparation);
  requireType(output, input.type);
  const [width, rows] = [innermost(input), rowsOf(input)];
  if (width > length || output.elements !== rows * (length + 2)) {
    reject('micro/shape', `${rows} rows of ${width} values and ${output.elements} results for an FFT of ${length}`);
  }
  const transform = realFft(arithmeticOf(input), length);
  const [x, y] = [numbers(kernels, input), numbers(kernels, output)];
  const time = new Float64Array(length);
  return {
    steps: STEPS_PER_VALUE * output.elements,
    run() {
      for (let row = 0; row < rows; row++) {
        time.fill(0);
        for (let i = 0; i < width; i++) time[i] = x[row * width + i];
        transform(time, y.subarray(row * (length + 2), (row + 1) * (length + 2)));
      }
    },
  };
};

export const irfft: Op = (preparation) => {
  const { kernels } = preparation;
  const [input, output] = [inputAt(preparation, 0), outputAt(preparation, 0)];
  const length = fftLength(preparation);
  requireType(output, input.type);
  const rows = rowsOf(input);
  if (innermost(input) !== length + 2 || output.elements !== rows * length) {
    reject('micro/shape', `${input.shape.join('x')} values and ${output.elements} results for an FFT of ${length}`);
  }
  const transform = inverseRealFft(arithmeticOf(input), length);
  const [x, y] = [numbers(kernels, input), numbers(kernels, output)];
  return {
    steps: STEPS_PER_VALUE * output.elements,
    run() {
      for (let row = 0; row < rows; row++) {
        const spectrum = x.subarray(row * (length + 2), (row + 1) * (length + 2));
        transform(spectrum, y.subarray(row * length, (row + 1) * length));
      }
    },
  };
};

export const energy: Op = (preparation) => {
  const [input, output] = [inputAt(preparation, 0), outputAt(preparation, 0)];
  const option = optionsOf(preparation);
  const [start, end] = [option('start_index'), option('end_index')];
  if (!(start >= 0 && end <= output.elements && 2 * end <= input.elements)) {
    reject('micro/options', `energies ${start} to ${end} of ${output.elements}`);
  }
  const [x, y] = [shorts(preparation, input), uint32(preparation, output)];
  return {
    run() {
      // What lies outside of the range is left as it is, as on the chip.
      for (let i = start; i < end; i++) y[i] = x[2 * i] * x[2 * i] + x[2 * i + 1] * x[2 * i + 1];
    },
  };
};
