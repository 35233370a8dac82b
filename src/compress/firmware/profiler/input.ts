// What a program that measures models on a board is made of.
import type { Model } from '../../../tflite/model.ts';

/** How the one fixed input of a model is made: bytes, float32 between -1 and 1, or zeros. */
export type Fill = 'bytes' | 'floats' | 'zeros';

export interface ProfilerModel {
  /** As `identifierOf` makes it; none twice. */
  readonly identifier: string;
  readonly bytes: Uint8Array;
  readonly model: Model;
  readonly sha256: string;
  /** Of each input. */
  readonly fills: readonly Fill[];
  /** How many MicroResourceVariables it needs. */
  readonly resourceVariables: number;
}

export interface ProfilerInput {
  readonly models: readonly ProfilerModel[];
  /** Room for the most demanding of them. */
  readonly arenaBytes: number;
}

/** A linear congruential generator (Knuth and Lewis, Numerical Recipes' ranqd1), whose upper byte both sides take. */
export const FILL_SEED = 1;
export const FILL_FACTOR = 1664525;
export const FILL_STEP = 1013904223;
