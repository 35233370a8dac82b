// All losses of layers.
import { attention } from './attention.ts';
import { hints } from './hints.ts';

export const FEATURE_LOSSES = { hints, attention } as const;
