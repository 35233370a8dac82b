// What a kind of features says of itself: its settings, and how it turns a signal into frames. `index.ts` is the list.
import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import type { Outcome } from '../../base/problem.ts';
import type { SpectralFeatures } from '../../base/spectral-features.ts';

/** Of one channel. */
export interface Signal {
  /** How many values. */
  readonly length: number;
  /** Values a second, where the files say it. */
  readonly rate?: number;
}

export interface Extractor {
  /** Of the features of one channel, [frames, bins]. */
  readonly frames: number;
  readonly bins: number;
  /** Values a second, where kd.yaml or the files say it. */
  readonly rate?: number;
  /** What the features are stored as. */
  readonly dtype: 'float32' | 'int8';
  /** About as long as so many multiply-accumulates, for one channel of a sample. */
  readonly macs: number;
  /** How large a signal is: from -1 to 1, whole numbers of 16 bits divided by 32768; or as such numbers, others times
   * 32768. kd.yaml may say otherwise. */
  readonly range: 'unit' | 'int16';
  /** What firmware needs for the same; absent where it has a way of its own. */
  readonly spectral?: SpectralFeatures;
  /** Writes [frames, bins] of this signal. Inside an `attempt`. */
  extract(signal: Float64Array, out: Float32Array): void;
}

/** TFLM's audio front end, which runs on kernels that this folder doesn't know. */
export interface Frontend {
  readonly rate: number;
  /** Values of a window, and from one to the next. */
  readonly window: number;
  readonly stride: number;
  readonly channels: number;
  /** About as long as so many multiply-accumulates, for one window. */
  readonly macs: number;
  /** Forgets the windows before. */
  reset(): void;
  /** [channels] of int8; the state that it leaves counts for the next. Inside an `attempt`. */
  run(window: Int16Array): Int8Array;
}

/** What kinds of features are given from outside. */
export interface FeatureTools {
  makeFrontend?(): Frontend;
}

// Methods and not functions as properties: so features of one kind of settings fit into a list of all.
export interface Feature<S, Settings = S extends JSONSchema ? FromSchema<S> : never> {
  /** Its settings in kd.yaml. */
  readonly schema: S;
  /** What a schema can't say of them; paths are those inside. Problems have the codes `data/features`,
   * `quantity/format`. */
  check?(settings: Settings): Outcome<void>;
  /** Inside an `attempt`. Problems have the code `data/features` and paths inside the settings. */
  prepare(settings: Settings, signal: Signal, tools: FeatureTools): Extractor;
}

export type AnyFeature = Feature<object, unknown>;

export type FeatureList = Readonly<Record<string, AnyFeature>>;
