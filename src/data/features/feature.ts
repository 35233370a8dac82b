// What a kind of features says of itself: its settings, and how it turns a signal into frames. `index.ts` is the list.
import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import type { Outcome } from '../../base/problem.ts';

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
  /** What the features are stored as. */
  readonly dtype: 'float32' | 'int8';
  /** About as long as so many multiply-accumulates, for one channel of a sample. */
  readonly macs: number;
  /** What whole numbers of 16 bits are divided by where kd.yaml doesn't say it. */
  readonly divide16: number;
  /** Writes [frames, bins] of this signal. Inside an `attempt`. */
  extract(signal: Float64Array, out: Float64Array): void;
}

// Methods and not functions as properties: so features of one kind of settings fit into a list of all.
export interface Feature<S, Settings = S extends JSONSchema ? FromSchema<S> : never> {
  /** Its settings in kd.yaml. */
  readonly schema: S;
  /** What a schema can't say of them; paths are those inside. Problems have the codes `data/features`,
   * `quantity/format`. */
  check?(settings: Settings): Outcome<void>;
  /** Inside an `attempt`. Problems have the code `data/features` and paths inside the settings. */
  prepare(settings: Settings, signal: Signal): Extractor;
}

export type AnyFeature = Feature<object, unknown>;

export type FeatureList = Readonly<Record<string, AnyFeature>>;
