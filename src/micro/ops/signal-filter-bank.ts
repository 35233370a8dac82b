// Filter banks in TFLM's signal library: signal/micro/kernels/filter_bank*.cc, pcan.cc and signal/src/*.cc in
// tflite-micro.
import { clamp } from '../../base/fixed-point.ts';
import { reject } from '../../base/problem.ts';
import { scaledLog } from '../arithmetic/fixed-log.ts';
import { squareRoot } from '../arithmetic/square-root.ts';
import { wideDynamic } from '../arithmetic/wide-dynamic.ts';
import type { Op } from '../op.ts';
import { optionsOf, shorts, typed, uint32 } from '../tensors/signal.ts';
import { inputAt, outputAt, requireSameElements } from '../tensors/tensor.ts';
import { int32 } from '../tensors/views.ts';

export const filterBank: Op = (preparation) => {
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
    run() {
      check();
      let unweighted = 0n;
      for (let i = 0; i <= channels; i++) {
        const weighted = unweighted + sumOf(weights, starts[i], x, frequencies[i], widths[i]);
        unweighted = sumOf(unweights, starts[i], x, frequencies[i], widths[i]);
        // The first is only what the second begins with.
        if (i > 0) y[i - 1] = weighted;
      }
    },
  };
};

/** Products of 16 and 32 bits of which as many are exact in float64. */
const EXACT_PRODUCTS = 32;

/** Of `width` weights times values. */
function sumOf(weights: Int16Array, start: number, x: Uint32Array, from: number, width: number): bigint {
  let sum = 0n;
  for (let block = 0; block < width; block += EXACT_PRODUCTS) {
    const end = Math.min(width, block + EXACT_PRODUCTS);
    let exact = 0;
    for (let j = block; j < end; j++) exact += weights[start + j] * x[from + j];
    sum += BigInt(exact);
  }
  return sum;
}

export const filterBankSquareRoot: Op = (preparation) => {
  const { kernels } = preparation;
  const [input, scale, output] = [inputAt(preparation, 0), inputAt(preparation, 1), outputAt(preparation, 0)];
  requireSameElements(input, output);
  const x = new BigUint64Array(kernels.memory, typed(input, 'UINT64').address, input.elements);
  const bits = int32(kernels, typed(scale, 'INT32'));
  const y = uint32(preparation, output);
  return {
    run() {
      for (let i = 0; i < y.length; i++) y[i] = Number(squareRoot(x[i]) >> BigInt(clamp(bits[0], 0, 63)));
    },
  };
};

export const spectralSubtraction: Op = (preparation) => {
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

export const pcan: Op = (preparation) => {
  const [x, noise] = [uint32(preparation, inputAt(preparation, 0)), uint32(preparation, inputAt(preparation, 1))];
  const table = shorts(preparation, inputAt(preparation, 2));
  const y = uint32(preparation, outputAt(preparation, 0));
  if (x.length !== noise.length || x.length !== y.length) reject('micro/shape', 'not all have as many channels');
  if (table.length < 4 * 32 - 6 + 3) reject('micro/shape', `a table of ${table.length} places`);
  const shift = BigInt(optionsOf(preparation)('snr_shift'));
  return {
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

export const filterBankLog: Op = (preparation) => {
  const [x, y] = [uint32(preparation, inputAt(preparation, 0)), shorts(preparation, outputAt(preparation, 0))];
  requireSameElements(inputAt(preparation, 0), outputAt(preparation, 0));
  const option = optionsOf(preparation);
  const [scale, bits] = [option('output_scale'), option('input_correction_bits')];
  return {
    run() {
      for (let i = 0; i < x.length; i++) {
        const scaled = (x[i] << bits) >>> 0;
        y[i] = scaled > 1 ? Math.min(scaledLog(scaled, scale), 32767) : 0;
      }
    },
  };
};
