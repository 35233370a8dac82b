// The constants of TFLM's audio front end, computed as its Python does it: python/tflite_micro/signal in tflite-micro.
// tests/micro/frontend compares what comes out of them with the shipped model, tensor by tensor.
import { cos, exp, log } from '../../base/elementary.ts';

const f32 = Math.fround;

/** window_op.py, hann_window_weights: half a step in, in fixed point. */
export function hannWindow(length: number, bits: number): Int16Array {
  const weight = (i: number) => 0.5 - 0.5 * cos((2 * Math.PI * (i + 0.5)) / length);
  return Int16Array.from({ length }, (_, i) => Math.round(weight(i) * 2 ** bits));
}

export interface FilterBankTables {
  /** The first bin of the spectrum that a channel takes, and the one behind the last. */
  readonly start: number;
  readonly end: number;
  readonly weights: Int16Array;
  readonly unweights: Int16Array;
  /** Of each channel and the one before the first. */
  readonly frequencies: Int16Array;
  readonly weightStarts: Int16Array;
  readonly widths: Int16Array;
}

export interface FilterBankSettings {
  readonly bins: number;
  readonly rate: number;
  readonly channels: number;
  readonly lower: number;
  readonly upper: number;
  /** Of weights. */
  readonly bits: number;
  /** In bytes. */
  readonly alignment: number;
  /** Weights of a channel are filled up to a multiple of it. */
  readonly block: number;
}

/** FreqToMel in C, in float32. */
function melOf(hertz: number): number {
  return f32(f32(1127) * f32(log(1 + f32(f32(hertz) / f32(700)))));
}

/** filter_bank_ops.py, _init_filter_bank_weights. Each channel has a bin: with fewer bins there would be none. */
export function filterBankTables({ channels, bits, alignment, block, ...band }: FilterBankSettings): FilterBankTables {
  const { bins, rate, lower, upper } = band;
  const [from, to] = [melOf(lower), melOf(upper)];
  const spacing = f32(f32(to - from) / f32(channels + 1));
  const centers = Array.from({ length: channels + 1 }, (_, i) => f32(from + f32(spacing * (i + 1))));
  const hertz = rate / 2 / (bins - 1);
  const start = Math.round(1 + lower / hertz);
  const aligned = Math.max(1, Math.floor(alignment / 2));
  const [frequencies, weightStarts, widths] = [0, 0, 0].map(() => new Int16Array(channels + 1));
  const [weights, unweights]: number[][] = [[], []];
  let bin = start;
  for (const [channel, center] of centers.entries()) {
    const first = Math.floor(bin / aligned) * aligned;
    frequencies[channel] = first;
    weightStarts[channel] = weights.length;
    for (let pad = first; pad < bin; pad++) push(weights, unweights, 0, 0);
    for (; melOf(bin * hertz) <= center; bin++) {
      const weight = f32(
        f32(center - melOf(bin * hertz)) / f32(center - (channel === 0 ? from : centers[channel - 1])),
      );
      push(weights, unweights, Math.trunc(weight * 2 ** bits), Math.trunc(f32(1 - weight) * 2 ** bits));
    }
    while ((weights.length - weightStarts[channel]) % block !== 0) push(weights, unweights, 0, 0);
    widths[channel] = weights.length - weightStarts[channel];
  }
  const lists = { weights: Int16Array.from(weights), unweights: Int16Array.from(unweights) };
  return { start, end: bin, ...lists, frequencies, weightStarts, widths };
}

function push(weights: number[], unweights: number[], weight: number, unweight: number): void {
  weights.push(weight);
  unweights.push(unweight);
}

export interface GainSettings {
  readonly strength: number;
  readonly offset: number;
  readonly inputBits: number;
  readonly gainBits: number;
}

/** wide_dynamic_func_lut_wrapper.cc, WideDynamicFuncLut: two values, then a parabola for each octave. */
export function gainTable({ strength, offset, inputBits, gainBits }: GainSettings): Int16Array {
  const gain = (x: number) => {
    const base = f32(f32(x) / 2 ** inputBits + offset);
    return Math.trunc(Math.min(f32(2 ** gainBits * f32(exp(-f32(strength) * log(base)))) + 0.5, 32767));
  };
  const table = new Int16Array(4 * 32 - 3);
  table.set([gain(0), gain(1)]);
  for (let octave = 2; octave <= 32; octave++) {
    const x = 2 ** (octave - 1);
    const [y, middle, end] = [x, 1.5 * x, octave === 32 ? 2 * x - 1 : 2 * x].map(gain);
    const slope = 4 * (middle - y) - (end - y);
    table.set([y, slope, end - y - slope], 4 * octave - 6);
  }
  return table;
}
