// Seeded random numbers that are the same on every machine: sfc32 on 32-bit integers.
// Neither Math.random nor Math's transcendental functions are used.
import { cos, log } from './elementary.ts';

export interface Random {
  /** Uniform in [0, 2^32). */
  uint32(): number;
  /** Uniform in [0, 1) with 53 bits. */
  uniform(): number;
  /** Standard normal (Box-Muller). */
  normal(): number;
  /** Uniform integer in [0, bound). */
  below(bound: number): number;
  /** The four words that say what comes next. */
  state(): RandomState;
}

export type RandomState = readonly [number, number, number, number];

/**
 * sfc32 by Chris Doty-Humphrey (PractRand). `stream` names one of a seed's independent sequences:
 * initialisation, shuffling, dropout. `from`: a state of the same sequence, which goes on there.
 */
export function random(seed: number, stream: string, from?: RandomState): Random {
  let a = seed >>> 0;
  let b = Math.floor(seed / 0x100000000) >>> 0;
  let c = fnv1a(stream);
  let counter = 1;
  const uint32 = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    c |= 0;
    return t >>> 0;
  };
  // The state starts close to the seed; PractRand's author discards 12 outputs to mix it.
  for (let i = 0; i < 12; i++) uint32();
  if (from) [a, b, c, counter] = from;
  const uniform = () => ((uint32() >>> 5) * 67108864 + (uint32() >>> 6)) / 9007199254740992;
  return {
    uint32,
    uniform,
    normal: () => Math.sqrt(-2 * log(1 - uniform())) * cos(2 * Math.PI * uniform()),
    // Lemire's multiplication would need 64 bits; 53-bit scaling is biased by less than 2^-21 for bounds below 2^32.
    below: (bound) => Math.floor(uniform() * bound),
    state: () => [a, b, c, counter],
  };
}

/** 0 .. count-1 in random order (Fisher-Yates). */
export function permutation(count: number, source: Random): Int32Array {
  const order = new Int32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  for (let i = count - 1; i > 0; i--) {
    const j = source.below(i + 1);
    const kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
  return order;
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash | 0;
}
