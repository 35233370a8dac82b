// "Did you mean": the known word next to one that isn't known, where they are near.
import { closest, distance } from 'fastest-levenshtein';

/** Longer words are near to none, and the distance takes the product of both lengths. */
const MOST_CHARACTERS = 128;

/**
 * The known word that is nearest. Undefined where none is near: a third of the word may differ, and two letters in any
 * case. Capitals don't count.
 */
export function suggest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || word.length > MOST_CHARACTERS) return undefined;
  const near = closest(
    word.toLowerCase(),
    known.map((k) => k.toLowerCase()),
  );
  const isNear = distance(word.toLowerCase(), near) <= Math.max(2, Math.floor(near.length / 3));
  return isNear ? known.find((k) => k.toLowerCase() === near) : undefined;
}

/** `; did you mean "arena"?`, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const found = suggest(word, known);
  return found === undefined ? '' : `; did you mean "${found}"?`;
}
