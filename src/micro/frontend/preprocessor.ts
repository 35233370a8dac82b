// TFLM's audio front end as a model: what audio_preprocessor.py of its example micro_speech builds with its defaults.
// 30 ms of sound at 16 kHz become 40 values of int8.
import { writeFlexMap } from '../../tflite/flexbuffer.ts';
import type { Model, Operator, Options, Tensor } from '../../tflite/model.ts';
import type { TensorType } from '../../tflite/schema.ts';
import { filterBankTables, gainTable, hannWindow } from './tables.ts';

/** FeatureParams of audio_preprocessor.py. */
export const FRONTEND = {
  rate: 16000,
  /** Values of a window, and from one to the next. */
  window: 480,
  stride: 320,
  channels: 40,
} as const;

const WINDOW_BITS = 12;
const FFT = 512;
const BINS = FFT / 2 + 1;
const WEIGHT_BITS = 12;
/** fft_size_log2 - filter_bank_scaling_bits / 2 */
const CORRECTION_BITS = 9 - WEIGHT_BITS / 2;
const SMOOTHING_BITS = 10;
const GAIN_BITS = 21;
const SUBTRACTION_BITS = 14;
const POST_SCALING_BITS = 6;
/** int((25.6 * 26) + 0.5): features of 0 to 26, which were int16 over 25.6 in training, to the 256 levels of int8. */
const VALUE_DIV = 666;

/** In the order of the shipped model's, so that tensors have the same numbers there. */
export function preprocessorModel(): Model {
  const { channels } = FRONTEND;
  const bank = filterBankTables({
    ...{ bins: BINS, rate: FRONTEND.rate, channels, lower: 125, upper: 7500 },
    ...{ bits: WEIGHT_BITS, alignment: 4, block: 4 },
  });
  const inputBits = SMOOTHING_BITS - CORRECTION_BITS;
  const gains = gainTable({ strength: 0.95, offset: 80, inputBits, gainBits: GAIN_BITS });
  const spectrum = bank.end - bank.start;
  const values: readonly Value[] = [
    ['audio_frame', 'INT16', [1, FRONTEND.window]],
    ['hann_window', 'INT16', [FRONTEND.window], hannWindow(FRONTEND.window, WINDOW_BITS)],
    ['zeros_tail', 'INT32', [BINS - bank.end], new Int32Array(BINS - bank.end)],
    ['zeros_head', 'INT32', [bank.start], new Int32Array(bank.start)],
    ['half_value_div', 'INT32', [], Int32Array.of(VALUE_DIV / 2)],
    ['slice_strides', 'INT32', [1], Int32Array.of(1)],
    ['slice_end', 'INT32', [1], Int32Array.of(bank.end)],
    ['slice_begin', 'INT32', [1], Int32Array.of(bank.start)],
    ['gain_table', 'INT16', [gains.length], gains],
    ['widths', 'INT16', [channels + 1], bank.widths],
    ['weight_starts', 'INT16', [channels + 1], bank.weightStarts],
    ['frequency_starts', 'INT16', [channels + 1], bank.frequencies],
    ['unweights', 'INT16', [bank.unweights.length], bank.unweights],
    ['weights', 'INT16', [bank.weights.length], bank.weights],
    ['most', 'INT32', [], Int32Array.of(127)],
    ['flat', 'INT32', [1], Int32Array.of(-1)],
    ['least', 'INT32', [], Int32Array.of(-128)],
    ['value_scale', 'INT32', [], Int32Array.of(256)],
    ['value_div', 'INT32', [], Int32Array.of(VALUE_DIV)],
    ['window', 'INT16', [1, FRONTEND.window]],
    ['flat_window', 'INT16', [FRONTEND.window]],
    ['scaled', 'INT16', [FRONTEND.window]],
    ['scale_bits', 'INT32', []],
    ['spectrum', 'INT16', [2 * BINS]],
    ['energy', 'UINT32', [BINS]],
    ['energy_int32', 'INT32', [BINS]],
    ['energy_slice', 'INT32', [spectrum]],
    ['energy_between_zeros', 'INT32', [BINS]],
    ['energy_uint32', 'UINT32', [BINS]],
    ['filter_bank', 'UINT64', [channels]],
    ['square_root', 'UINT32', [channels]],
    ['subtracted', 'UINT32', [channels]],
    ['noise', 'UINT32', [channels]],
    ['pcan', 'UINT32', [channels]],
    ['log', 'INT16', [channels]],
    ...['log_int32', 'scaled_log', 'rounded_log', 'divided', 'shifted', 'clipped_above', 'clipped'].map(
      (name): Value => [name, 'INT32', [channels]],
    ),
    ['features', 'INT8', [channels]],
  ];
  return modelOf(values, operatorsOf(bank));
}

function operatorsOf({ start, end }: { readonly start: number; readonly end: number }): readonly Operator[] {
  const smoothing = (share: number) => Math.trunc(share * 2 ** SUBTRACTION_BITS);
  const [even, odd] = [smoothing(0.025), smoothing(0.06)];
  return [
    signal('Window', { shift: WINDOW_BITS }, [0, 1], [19]),
    builtin('RESHAPE', [19, 15], [20]),
    signal('FftAutoScale', {}, [20], [21, 22]),
    // T is the type's number in TensorFlow, int16.
    signal('Rfft', { T: 7, fft_length: FFT }, [21], [23]),
    signal('Energy', { start_index: start, end_index: end }, [23], [24]),
    builtin('CAST', [24], [25]),
    builtin('STRIDED_SLICE', [25, 7, 6, 5], [26], {
      ...{ beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0, offset: false },
    }),
    builtin('CONCATENATION', [3, 26, 2], [27], { axis: 0, fusedActivationFunction: 0 }),
    builtin('CAST', [27], [28]),
    signal('FilterBank', { num_channels: FRONTEND.channels }, [28, 13, 12, 11, 10, 9], [29]),
    signal('FilterBankSquareRoot', {}, [29, 22], [30]),
    signal(
      'FilterBankSpectralSubtraction',
      {
        ...{ num_channels: FRONTEND.channels, smoothing: even, one_minus_smoothing: 2 ** SUBTRACTION_BITS - even },
        ...{ alternate_smoothing: odd, alternate_one_minus_smoothing: 2 ** SUBTRACTION_BITS - odd },
        ...{ smoothing_bits: SMOOTHING_BITS, min_signal_remaining: smoothing(0.05), clamping: 0 },
        spectral_subtraction_bits: SUBTRACTION_BITS,
      },
      [30],
      [31, 32],
    ),
    // snr_shift: gain_bits - input_correction_bits - 12
    signal('PCAN', { snr_shift: GAIN_BITS - CORRECTION_BITS - 12 }, [31, 32, 8], [33]),
    signal(
      'FilterBankLog',
      { input_correction_bits: CORRECTION_BITS, output_scale: 2 ** POST_SCALING_BITS },
      [33],
      [34],
    ),
    builtin('CAST', [34], [35]),
    builtin('MUL', [35, 17], [36], { fusedActivationFunction: 0 }),
    builtin('ADD', [36, 4], [37], { fusedActivationFunction: 0, potScaleInt16: true }),
    builtin('DIV', [37, 18], [38], { fusedActivationFunction: 0 }),
    builtin('ADD', [38, 16], [39], { fusedActivationFunction: 0, potScaleInt16: true }),
    builtin('MINIMUM', [39, 14], [40]),
    builtin('MAXIMUM', [40, 16], [41]),
    builtin('CAST', [41], [42]),
  ];
}

type Value = readonly [name: string, type: TensorType, shape: readonly number[], data?: Int16Array | Int32Array];
type Places = readonly number[];

function builtin(code: Operator['code'], inputs: Places, outputs: Places, options?: Options): Operator {
  return { code, version: 1, inputs, outputs, options: options ?? {}, hasOptions: options !== undefined };
}

function signal(name: string, options: Readonly<Record<string, number>>, inputs: Places, outputs: Places): Operator {
  const custom = { customCode: `Signal${name}`, customOptions: writeFlexMap(options) };
  return { ...builtin('CUSTOM', inputs, outputs), ...custom };
}

/** The first tensor is the input, the last the output. */
function modelOf(values: readonly Value[], operators: readonly Operator[]): Model {
  const buffers: Uint8Array[] = [new Uint8Array(0)];
  const tensors = values.map(([name, type, shape, data]): Tensor => {
    if (data) buffers.push(new Uint8Array(data.buffer));
    return { name, type, shape, buffer: data ? buffers.length - 1 : 0, isVariable: false };
  });
  const graph = { name: 'main', tensors, operators, inputs: [0], outputs: [tensors.length - 1] };
  return { version: 3, description: '', subgraphs: [graph], buffers, metadata: [] };
}
