// What newlib's memcpy and memset do for many copies of one length: how often each of their loops turns. Where a copy
// begins within a word decides which, so the places of all copies are counted by their two lowest bits.
// newlib/libc/machine/arm/memcpy-armv7m.S; for Cortex-M0+ newlib/libc/string/memcpy.c; newlib/libc/string/memset.c.
import type { Profile } from '../profile.ts';
import type { Counts } from './work.ts';

/** `count` copies, each that many bytes behind the last in the source and in the destination. */
export interface Along {
  readonly count: number;
  readonly from: number;
  readonly to: number;
}

/** As many as the counts of all axes multiply to. */
export interface Copies {
  /** Length of each. */
  readonly bytes: number;
  /** Where the first begins. */
  readonly from?: number;
  readonly to?: number;
  readonly along?: readonly Along[];
  /** memset: there is no source. */
  readonly isFill?: true;
}

const WORD = 4;
const { floor, min } = Math;
const inWord = (place: number) => ((place % WORD) + WORD) % WORD;

export function addCounts(...all: readonly Counts[]): Counts {
  const sums = new Map<string, number>();
  for (const counts of all) {
    for (const [name, count] of Object.entries(counts)) sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return Object.fromEntries(sums);
}

/** Turns of each loop in memcpy and memset, all copies together. */
export function countCopies(all: readonly Copies[], { instructionSet }: Profile): Counts {
  const sums = new Map<string, number>();
  for (const copies of all) {
    const loops = copies.isFill ? fill : instructionSet === 'plain' ? plainCopy : copy;
    for (const { from, to, count } of places(copies)) {
      if (count === 0) continue;
      for (const [name, turns] of Object.entries(loops(copies.bytes, from, to))) {
        if (turns !== 0) sums.set(name, (sums.get(name) ?? 0) + count * turns);
      }
    }
  }
  return Object.fromEntries(sums);
}

interface Place {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** How many copies begin at each of the 16 pairs of places within a word. Bounded, whatever the counts. */
function places({ from = 0, to = 0, along = [] }: Copies): readonly Place[] {
  let found: readonly Place[] = [{ from: inWord(from), to: inWord(to), count: 1 }];
  for (const axis of along) {
    const sums = new Array<number>(WORD * WORD).fill(0);
    for (const place of found) {
      for (let k = 0; k < min(axis.count, WORD); k++) {
        const [source, target] = [inWord(place.from + k * axis.from), inWord(place.to + k * axis.to)];
        // Of 0, 1, 2, ... as many leave remainder k.
        sums[source * WORD + target] += place.count * floor((axis.count - k + WORD - 1) / WORD);
      }
    }
    found = sums.map((count, i) => ({ from: floor(i / WORD), to: i % WORD, count }));
  }
  return found;
}

/** Of whole words, 16 and 4 at a time. */
function words(bytes: number): Counts {
  const rest = bytes % 64;
  return { blocks64: floor(bytes / 64), blocks16: floor(rest / 16), words: floor((rest % 16) / WORD) };
}

/** memcpy-armv7m.S with unaligned access in hardware: single bytes until the destination is aligned. */
function copy(bytes: number, from: number, to: number): Counts {
  const isAligned = from === 0 && to === 0;
  if (!isAligned && bytes < 8) return { singles: bytes, unaligned: 1 };
  const head = from === 0 ? 0 : inWord(-to);
  const rest = bytes - head;
  return { ...words(rest), singles: head + (rest % WORD), unaligned: isAligned ? 0 : 1 };
}

/** memcpy.c: words only where both sides are aligned. */
function plainCopy(bytes: number, from: number, to: number): Counts {
  if (from !== 0 || to !== 0 || bytes < 16) return { singles: bytes };
  return { blocks16: floor(bytes / 16), words: floor((bytes % 16) / WORD), singles: bytes % WORD, inWords: 1 };
}

/** memset.c */
function fill(bytes: number, _from: number, to: number): Counts {
  const head = min(inWord(-to), bytes);
  const rest = bytes - head;
  return {
    fills: 1,
    fillBlocks16: floor(rest / 16),
    fillWords: floor((rest % 16) / WORD),
    fillSingles: head + (rest % WORD),
  };
}
