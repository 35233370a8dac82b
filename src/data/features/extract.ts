// The features of a set: each sample as read becomes the sample that the network sees.
import { type Alternative, chooseOne, type Section } from '../../base/one-of.ts';
import { attempt, must, type Outcome, reject, under } from '../../base/problem.ts';
import { describeShape, type Shape, sizeOf } from '../../base/shape.ts';
import { countElements, MOST_BYTES, type NumberArray } from '../array.ts';
import type { SampleArray } from '../reader.ts';
import { sampleAt } from '../stored-values.ts';
import type { AnyFeature, Extractor, FeatureList, FeatureTools, Signal } from './feature.ts';

/** What the caller is told and asked before and during the work, and what he brings. */
export interface ExtractionHooks extends FeatureTools {
  /** Multiply-accumulates, before they start. */
  spend?(macs: number): Outcome<void>;
  onProgress?(done: number, total: number): void;
}

/** Samples as a file holds them, and what it says of their time. */
export interface SignalSet {
  /** [samples, values] or [samples, values, channels] */
  readonly x: SampleArray;
  readonly rate?: number;
}

/** The same for every sample of a set. */
export interface PreparedFeatures {
  /** The kind's key in kd.yaml. */
  readonly name: string;
  /** [frames, bins, channels] */
  readonly shape: Shape;
  readonly channels: number;
  readonly signal: Signal;
  readonly extractor: Extractor;
  /** What the signal is divided by first. */
  readonly divide: number;
}

const WHAT = { what: 'a kind of features', code: 'data/features' } as const;

/** Problems have codes `data/features`, `quantity/format` and paths inside the section. */
export function prepareFeatures(
  section: Section,
  list: FeatureList,
  { x, rate }: SignalSet,
  tools: FeatureTools = {},
): Outcome<PreparedFeatures> {
  return attempt(() => {
    const { name, entry, value } = must(chooseOne<AnyFeature & Alternative, unknown>(list, section, WHAT));
    const [, length, channels = 1, ...others] = x.shape;
    if (others.some((d) => d !== 1) || channels < 1 || channels > MOST_CHANNELS) {
      const found = describeShape(x.shape.slice(1));
      reject('data/features', `a sample is ${found}; features are those of [values] or [values, channels]`);
    }
    const { check = () => ({ ok: true, value: undefined }) } = entry;
    must(under(name, check(value)));
    const signal = { length, ...(rate !== undefined && { rate }) };
    const extractor = must(
      under(
        name,
        attempt(() => entry.prepare(value, signal, tools)),
      ),
    );
    const shape = [extractor.frames, extractor.bins, channels];
    const divide = dividerIn(value) ?? dividerOf(x, extractor);
    return { name, shape, channels, signal, extractor, divide };
  });
}

/** Axes, microphones; more are a slip in the shape. */
const MOST_CHANNELS = 64;

function dividerOf({ dtype }: Pick<NumberArray, 'dtype'>, { range }: Extractor): number {
  if (range === 'unit') return dtype === 'int16' ? 32768 : 1;
  return dtype === 'float32' || dtype === 'float64' ? 1 / 32768 : 1;
}

function dividerIn(settings: unknown): number | undefined {
  const divide =
    typeof settings === 'object' && settings !== null && 'divide' in settings ? settings.divide : undefined;
  return typeof divide === 'number' ? divide : undefined;
}

/** [samples, frames, bins, channels]. Problems: `data/not-finite`, `data/too-large`, and those of the hooks. */
export function extractAll(
  { shape, channels, signal, extractor, divide }: PreparedFeatures,
  { x }: SignalSet,
  { spend, onProgress }: ExtractionHooks = {},
): Outcome<NumberArray> {
  return attempt(() => {
    const [count] = x.shape;
    const all = [count, ...shape];
    const { dtype, frames, bins, macs } = extractor;
    const length = boundedLength(all);
    const values = dtype === 'int8' ? new Int8Array(length) : new Float32Array(length);
    if (spend) must(spend(count * channels * macs));
    const one = new Float64Array(signal.length);
    const out = new Float32Array(frames * bins);
    const size = sizeOf(shape);
    for (let sample = 0; sample < count; sample++) {
      const stored = sampleAt(x.values, sample, signal.length * channels);
      for (let channel = 0; channel < channels; channel++) {
        takeChannel({ values: stored, sample, channel, channels, divide }, one);
        extractor.extract(one, out);
        for (let i = 0; i < out.length; i++) values[sample * size + i * channels + channel] = out[i];
      }
      if (sample % 64 === 63) onProgress?.(sample + 1, count);
    }
    onProgress?.(count, count);
    return { shape: all, dtype, values };
  });
}

/** Of all samples: as much as a file of them could have. */
const MOST_FEATURES = MOST_BYTES / Float32Array.BYTES_PER_ELEMENT;

function boundedLength(shape: Shape): number {
  const length = countElements(shape);
  if (length <= MOST_FEATURES) return length;
  const found = `the features are ${describeShape(shape)}, ${length} values`;
  return reject('data/too-large', `${found}; at most ${MOST_FEATURES} are kept: write a longer step, or fewer bands`);
}

interface Channel {
  /** Of the sample. */
  readonly values: NumberArray['values'];
  readonly sample: number;
  readonly channel: number;
  readonly channels: number;
  readonly divide: number;
}

function takeChannel({ values, sample, channel, channels, divide }: Channel, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) {
    const value = values[channel + i * channels];
    if (!Number.isFinite(value)) reject('data/not-finite', `value ${i} of sample ${sample} (from 0) is ${value}`);
    out[i] = value / divide;
  }
}
