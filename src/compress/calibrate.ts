// Calibration: the range of the input and of every node's output over the calibration samples.
import { attempt, must, type Outcome, reject } from '../base/problem.ts';
import { type Shape, sizeOf } from '../base/shape.ts';
import type { Network } from '../nn/network/network.ts';
import { addTo, emptyHistogram, type Histogram } from './calibration/histogram.ts';
import type { CalibrationMethod, CalibrationSettings } from './calibration/method.ts';

export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

export interface CalibrationSamples {
  /** [count, ...shape], normalised as the network is fed. */
  readonly x: Float32Array;
  readonly count: number;
  /** Of one sample. */
  readonly shape: Shape;
}

/** A float forward pass over `count` samples that shows every node's output; `createForward` of nn/forward.ts makes
 * one. */
export type Activations = (
  x: Float32Array,
  count: number,
  observe: (nodeIndex: number, values: Float32Array) => void,
) => unknown;

export interface ValueRanges {
  readonly input: ValueRange;
  /** By node index of the network that was run. */
  readonly nodes: readonly ValueRange[];
}

/** The most samples that one call of `activations` is given. */
export const CALIBRATION_BATCH = 32;

/** How ranges are chosen where they are not those of all values. */
export interface Clipping {
  readonly method: CalibrationMethod;
  readonly settings: CalibrationSettings;
}

/** Problems: no samples, or values that are not finite (a training run that diverged). */
export function calibrate(
  network: Network,
  samples: CalibrationSamples,
  activations: Activations,
  clipping?: Clipping,
): Outcome<ValueRanges> {
  return attempt(() => {
    const ranges = must(wholeRanges(network, samples, activations));
    const { clip } = clipping?.method ?? {};
    return clipping && clip
      ? clipped(ranges, samples, activations, (histogram) => clip(histogram, clipping.settings))
      : ranges;
  });
}

/** From the least to the greatest value. */
function wholeRanges(network: Network, samples: CalibrationSamples, activations: Activations): Outcome<ValueRanges> {
  return attempt(() => {
    const { count } = samples;
    if (count < 1) reject('compress/no-calibration', 'there are no calibration samples; at least one is needed');
    const input = extent();
    const nodes = network.nodes.map(extent);
    input.widen(inputsOf(samples));
    inBatches(samples, activations, (i, values) => nodes[i].widen(values));
    const rangeOf = (found: ReturnType<typeof extent>, name: string): ValueRange => {
      const { min, max } = found.range();
      if (Number.isFinite(min) && Number.isFinite(max)) return { min, max };
      const what = `the values of "${name}" on the calibration samples are not all finite`;
      return reject('compress/not-finite', `${what}; check the data's normalisation and lower the learning rate`);
    };
    return {
      input: rangeOf(input, 'input'),
      nodes: nodes.map((found, i) => rangeOf(found, network.nodes[i].name)),
    };
  });
}

/** A second pass over the samples, now that the ends of the histograms are known. */
function clipped(
  ranges: ValueRanges,
  samples: CalibrationSamples,
  activations: Activations,
  clip: (histogram: Histogram) => ValueRange,
): ValueRanges {
  const input = emptyHistogram(ranges.input);
  const nodes = ranges.nodes.map(emptyHistogram);
  addTo(input, inputsOf(samples));
  inBatches(samples, activations, (i, values) => addTo(nodes[i], values));
  const rangeOf = (histogram: Histogram, whole: ValueRange) =>
    histogram.high > histogram.low ? clip(histogram) : whole;
  return { input: rangeOf(input, ranges.input), nodes: nodes.map((node, i) => rangeOf(node, ranges.nodes[i])) };
}

function inputsOf({ x, count, shape }: CalibrationSamples): Float32Array {
  return x.subarray(0, count * sizeOf(shape));
}

function inBatches(
  { x, count, shape }: CalibrationSamples,
  activations: Activations,
  observe: (nodeIndex: number, values: Float32Array) => void,
): void {
  const size = sizeOf(shape);
  for (let first = 0; first < count; first += CALIBRATION_BATCH) {
    const samples = Math.min(CALIBRATION_BATCH, count - first);
    activations(x.subarray(first * size, (first + samples) * size), samples, observe);
  }
}

/** The greatest magnitude in each channel (the last axis) of every node's output, by node index. */
export function channelMagnitudes(
  { nodes }: Network,
  samples: CalibrationSamples,
  activations: Activations,
): readonly Float32Array[] {
  const magnitudes = nodes.map(({ outputShape }) => new Float32Array(outputShape[outputShape.length - 1]));
  inBatches(samples, activations, (node, values) => {
    const greatest = magnitudes[node];
    for (let i = 0; i < values.length; i++) {
      const c = i % greatest.length;
      greatest[c] = Math.max(greatest[c], Math.abs(values[i]));
    }
  });
  return magnitudes;
}

/** By node and channel: the mean square of its values. */
export function channelMeanSquares(
  { nodes }: Network,
  samples: CalibrationSamples,
  activations: Activations,
): readonly Float64Array[] {
  const sums = nodes.map(({ outputShape }) => new Float64Array(outputShape[outputShape.length - 1]));
  inBatches(samples, activations, (node, values) => {
    const own = sums[node];
    for (let i = 0; i < values.length; i++) own[i % own.length] += values[i] * values[i];
  });
  return sums.map((own, node) => {
    const places = sizeOf(nodes[node].outputShape) / own.length;
    return own.map((sum) => sum / (places * samples.count));
  });
}

function extent() {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  return {
    widen(values: Float32Array): void {
      for (let i = 0; i < values.length; i++) {
        const value = values[i];
        if (value < min) min = value;
        if (value > max) max = value;
        if (Number.isNaN(value)) max = Number.NaN;
      }
    },
    range: (): ValueRange => ({ min, max }),
  };
}
