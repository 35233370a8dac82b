// TFLM's signal library as custom operators, but for frames (signal-frames.ts): signal/micro/kernels/*.cc and signal/src/*.cc in tflite-micro.
import { log } from '../../base/elementary.ts';
import { clamp, powerOfTwo, roundAway } from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import { FIXED16, FIXED32, FLOAT32, inverseRealFft, realFft } from '../arithmetic/kiss-fft.ts';
import type { CustomOps, Op, OpTensor, Preparation } from '../op.ts';
import { innermost, optionsOf, rowsOf, shorts, typed, uint32 } from '../tensors/signal-options.ts';
import { inputAt, int32, numbers, outputAt, rejectType, requireSameElements, requireType } from '../tensors/tensor.ts';

const signalWindow: Op = (preparation) => {
  const [input, window, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  const shift = optionsOf(preparation)('shift');
  requireSameElements(input, output);
  if (window.elements === 0 || input.elements % window.elements !== 0) {
    reject('micro/shape', `a window of ${window.elements} for ${input.elements} values`);
  }
  if (!(shift >= 0 && shift < 32)) reject('micro/options', `a shift by ${shift}`);
  const [x, weights, y] = [input, window, output].map((tensor) => shorts(preparation, tensor));
  return {
    macs: 0,
    run() {
      for (let i = 0; i < x.length; i++) y[i] = clamp((x[i] * weights[i % weights.length]) >> shift, -32768, 32767);
    },
  };
};

const autoScale: Op = (preparation) => {
  const [input, output, bits] = [inputAt(preparation, 0), outputAt(preparation, 0), outputAt(preparation, 1)];
  requireSameElements(input, output);
  const [x, y] = [shorts(preparation, input), shorts(preparation, output)];
  const scaleBits = int32(preparation.kernels, typed(bits, 'INT32'));
  return {
    macs: 0,
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

const rfft: Op = (preparation) => {
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
    macs: 0,
    run() {
      for (let row = 0; row < rows; row++) {
        time.fill(0);
        for (let i = 0; i < width; i++) time[i] = x[row * width + i];
        transform(time, y.subarray(row * (length + 2), (row + 1) * (length + 2)));
      }
    },
  };
};

const irfft: Op = (preparation) => {
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
    macs: 0,
    run() {
      for (let row = 0; row < rows; row++) {
        const spectrum = x.subarray(row * (length + 2), (row + 1) * (length + 2));
        transform(spectrum, y.subarray(row * length, (row + 1) * length));
      }
    },
  };
};

const energy: Op = (preparation) => {
  const [input, output] = [inputAt(preparation, 0), outputAt(preparation, 0)];
  const option = optionsOf(preparation);
  const [start, end] = [option('start_index'), option('end_index')];
  if (!(start >= 0 && end <= output.elements && 2 * end <= input.elements)) {
    reject('micro/options', `energies ${start} to ${end} of ${output.elements}`);
  }
  const [x, y] = [shorts(preparation, input), uint32(preparation, output)];
  return {
    macs: 0,
    run() {
      // What lies outside of the range is left as it is, as on the chip.
      for (let i = start; i < end; i++) y[i] = x[2 * i] * x[2 * i] + x[2 * i + 1] * x[2 * i + 1];
    },
  };
};

const filterBank: Op = (preparation) => {
  const { kernels } = preparation;
  const output = typed(outputAt(preparation, 0), 'UINT64');
  const x = uint32(preparation, inputAt(preparation, 0));
  const [weights, unweights, frequencies, starts, widths] = [1, 2, 3, 4, 5].map((position) =>
    shorts(preparation, inputAt(preparation, position)),
  );
  const channels = optionsOf(preparation)('num_channels');
  const lists = [frequencies, starts, widths];
  if (output.elements !== channels || lists.some(({ length }) => length < channels + 1)) {
    reject('micro/shape', `${channels} channels in ${output.elements} places`);
  }
  const check = () => {
    for (let i = 0; i <= channels; i++) {
      const fits =
        widths[i] <= 0 ||
        (frequencies[i] >= 0 &&
          frequencies[i] + widths[i] <= x.length &&
          starts[i] >= 0 &&
          starts[i] + widths[i] <= Math.min(weights.length, unweights.length));
      if (!fits) reject('micro/options', `channel ${i} reaches out of the spectrum or its weights`);
    }
  };
  const y = new BigUint64Array(kernels.memory, output.address, output.elements);
  return {
    macs: 0,
    run() {
      check();
      let unweighted = 0n;
      for (let i = 0; i <= channels; i++) {
        let weighted = unweighted;
        unweighted = 0n;
        for (let j = 0; j < widths[i]; j++) {
          const value = BigInt(x[frequencies[i] + j]);
          weighted += BigInt(weights[starts[i] + j]) * value;
          unweighted += BigInt(unweights[starts[i] + j]) * value;
        }
        // The first is only what the second begins with.
        if (i > 0) y[i - 1] = weighted;
      }
    },
  };
};

/** signal/src/square_root_32.cc, square_root_64.cc: rounded, but that 16 bits hold what comes from 32. */
function squareRoot(x: bigint): bigint {
  const [root, rest] = wholeRoot(x);
  return rest > root && root !== (x < 4294967296n ? 65535n : 4294967295n) ? root + 1n : root;
}

function wholeRoot(x: bigint): readonly [bigint, bigint] {
  let [root, rest] = [0n, x];
  for (let bit = 1n << 62n; bit > 0n; bit >>= 2n) {
    if (rest >= root + bit) {
      rest -= root + bit;
      root = (root >> 1n) + bit;
    } else {
      root >>= 1n;
    }
  }
  return [root, rest];
}

const filterBankSquareRoot: Op = (preparation) => {
  const { kernels } = preparation;
  const [input, scale, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  requireSameElements(input, output);
  const x = new BigUint64Array(kernels.memory, typed(input, 'UINT64').address, input.elements);
  const bits = int32(kernels, typed(scale, 'INT32'));
  const y = uint32(preparation, output);
  return {
    macs: 0,
    run() {
      for (let i = 0; i < y.length; i++) y[i] = Number(squareRoot(x[i]) >> BigInt(clamp(bits[0], 0, 63)));
    },
  };
};

const spectralSubtraction: Op = (preparation) => {
  const [x, y, noise] = [
    uint32(preparation, inputAt(preparation, 0)),
    uint32(preparation, outputAt(preparation, 0)),
    uint32(preparation, outputAt(preparation, 1)),
  ];
  const option = optionsOf(preparation);
  const channels = option('num_channels');
  if ([x, y, noise].some(({ length }) => length !== channels))
    reject('micro/shape', `not all have ${channels} channels`);
  const [smoothing, rest] = [option('smoothing'), option('one_minus_smoothing')].map(BigInt);
  const [alternate, alternateRest] = [option('alternate_smoothing'), option('alternate_one_minus_smoothing')].map(
    BigInt,
  );
  const least = BigInt(option('min_signal_remaining'));
  const [smoothingBits, bits] = [option('smoothing_bits'), BigInt(option('spectral_subtraction_bits'))];
  const clamping = option('clamping') !== 0;
  const estimate = new Uint32Array(channels);
  return {
    macs: 0,
    run() {
      for (let i = 0; i < channels; i++) {
        const [now, before] = i % 2 === 0 ? [smoothing, rest] : [alternate, alternateRest];
        const signal = (x[i] << smoothingBits) >>> 0;
        estimate[i] = Number(BigInt.asUintN(32, (BigInt(signal) * now + BigInt(estimate[i]) * before) >> bits));
        const taken = Math.min(estimate[i], signal);
        if (clamping) estimate[i] = taken;
        const floor = Number(BigInt.asUintN(32, (BigInt(x[i]) * least) >> bits));
        y[i] = Math.max((signal - taken) >>> smoothingBits, floor);
      }
      noise.set(estimate);
    },
    reset() {
      estimate.fill(0);
    },
  };
};

/** pcan_argc_fixed.h */
const SNR_BITS = 12;
const OUTPUT_BITS = 6;

/** WideDynamicFunction: a table of parabolas, one for each octave. */
function wideDynamic(x: number, table: Int16Array): number {
  if (x <= 2) return table[x];
  const interval = 32 - Math.clz32(x);
  const at = 4 * interval - 6;
  const fraction = (interval < 11 ? x << (11 - interval) : x >>> (interval - 11)) & 0x3ff;
  let result = Math.imul(table[at + 2], fraction) >> 5;
  result = (result + (table[at + 1] << 5)) | 0;
  result = Math.imul(result, fraction);
  result = ((result + 16384) | 0) >> 15;
  return ((result + table[at]) << 16) >> 16;
}

const pcan: Op = (preparation) => {
  const [x, noise] = [uint32(preparation, inputAt(preparation, 0)), uint32(preparation, inputAt(preparation, 1))];
  const table = shorts(preparation, inputAt(preparation, 2));
  const y = uint32(preparation, outputAt(preparation, 0));
  if (x.length !== noise.length || x.length !== y.length) reject('micro/shape', 'not all have as many channels');
  if (table.length < 4 * 32 - 6 + 3) reject('micro/shape', `a table of ${table.length} places`);
  const shift = BigInt(optionsOf(preparation)('snr_shift'));
  return {
    macs: 0,
    run() {
      for (let i = 0; i < x.length; i++) {
        const gain = BigInt.asUintN(32, BigInt(wideDynamic(noise[i], table)));
        const snr = Number(BigInt.asUintN(32, BigInt.asUintN(64, BigInt(x[i]) * gain) >> shift));
        y[i] =
          snr < 2 << SNR_BITS
            ? Math.imul(snr, snr) >>> (2 + 2 * SNR_BITS - OUTPUT_BITS)
            : (snr >>> (SNR_BITS - OUTPUT_BITS)) - (1 << OUTPUT_BITS);
      }
    },
  };
};

/** log.cc kLogLut: how far log2(1 + x) lies above x, in 16 bits, for 128 steps of x. */
const LOG_TABLE = Int32Array.from({ length: 130 }, (_, i) =>
  i < 129 ? roundAway(65536 * (log(1 + i / 128) / Math.LN2 - i / 128)) : 0,
);

/** log.cc Log32: the natural logarithm times `scale`. */
function scaledLog(x: number, scale: number): number {
  const whole = 31 - Math.clz32(x);
  const above = whole < 16 ? (x - powerOfTwo(whole)) << (16 - whole) : (x - powerOfTwo(whole)) >>> (whole - 16);
  const segment = above >>> 9;
  const [c0, c1] = [LOG_TABLE[segment], LOG_TABLE[segment + 1]];
  const fraction = above + c0 + (((c1 - c0) * (above - 512 * segment)) >> 16);
  const log2 = whole * 65536 + fraction;
  // 45426 is 65536 * ln 2.
  const natural = Math.floor((45426 * log2 + 32768) / 65536);
  return ((Math.imul(scale, natural) + 32768) >>> 0) >>> 16;
}

const filterBankLog: Op = (preparation) => {
  const [x, y] = [uint32(preparation, inputAt(preparation, 0)), shorts(preparation, outputAt(preparation, 0))];
  requireSameElements(inputAt(preparation, 0), outputAt(preparation, 0));
  const option = optionsOf(preparation);
  const [scale, bits] = [option('output_scale'), option('input_correction_bits')];
  return {
    macs: 0,
    run() {
      for (let i = 0; i < x.length; i++) {
        const scaled = (x[i] << bits) >>> 0;
        y[i] = scaled > 1 ? Math.min(scaledLog(scaled, scale), 32767) : 0;
      }
    },
  };
};

export const signal: CustomOps = {
  SignalWindow: signalWindow,
  SignalFftAutoScale: autoScale,
  SignalRfft: rfft,
  SignalIrfft: irfft,
  SignalEnergy: energy,
  SignalFilterBank: filterBank,
  SignalFilterBankSquareRoot: filterBankSquareRoot,
  SignalFilterBankSpectralSubtraction: spectralSubtraction,
  SignalPCAN: pcan,
  SignalFilterBankLog: filterBankLog,
};
