// What an augmentation says of itself: its settings, its cost, and how it changes a sample. `index.ts` is the list.
import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import type { Random } from '../../base/random.ts';
import type { Shape } from '../../base/shape.ts';

/** Changes a sample as the network is fed it, in place. */
export type Change = (sample: Float32Array, source: Random) => void;

export interface Mixing {
  /** What the sample keeps of itself; another sample and its targets get the rest. */
  weight(source: Random): number;
}

// Methods and not functions as properties: so an augmentation of one kind of settings fits into a list of all.
export interface Augmentation<S, Settings = S extends JSONSchema ? FromSchema<S> : never> {
  /** Its settings in kd.yaml. */
  readonly schema: S;
  /** It mixes samples, so that targets have to be mixed as well. */
  readonly mixes?: true;
  /** About as long as so many multiply-accumulates, for each value of a sample. */
  readonly macs: number;
  /** Inside an `attempt`. Problems have the code `data/augment` and paths inside the settings. */
  prepare(settings: Settings, shape: Shape): Change | Mixing;
}

export type AnyAugmentation = Augmentation<object, unknown>;

export type AugmentationList = Readonly<Record<string, AnyAugmentation>>;
