// What the translation of a Keras layer is: its settings first, for all mistakes at once, then our layers.
import type { Site, Tensor } from '../build.ts';
import type { Settings } from '../settings.ts';

/** Builds what a student has instead, and returns what answers. */
export type Build = (site: Site) => Tensor;

/** Reads the settings of one layer; `reject`s those that a student can't hold. */
export type Translation = (settings: Settings, path: string) => Build;

export type Translations = Readonly<Record<string, Translation>>;

/** The layer computes nothing in a model that is used. */
export const passOn: Build = ({ input }) => input;

const LAST_CHANNELS = 'transpose the data to channels_last, as microcontrollers have it';

/** Height x width x channels, as all kernels have it. */
export function requireChannelsLast(settings: Settings): void {
  const found = settings.value('data_format') ?? 'channels_last';
  if (found !== 'channels_last') settings.refuse('data_format', LAST_CHANNELS);
}

/** What a layer without `batchNorm` and `activation` of its own says of them. */
export const PLAIN = { batchNorm: false, activation: 'none' } as const;
