// Which of many arrays of bytes are equal, in work that grows with their bytes, of arrays from strangers too.
import { sameBytes } from './bytes.ts';
import { sha256Hex } from './digest.ts';

/** So many of one length are compared with each other; what comes after them is digested, which takes longer. */
const MOST_COMPARED = 8;

interface NumberedBytes {
  readonly bytes: Uint8Array;
  readonly number: number;
}

/** From an array of bytes to its number, counted from 0; equal ones have the same. */
export function numberEqualBytes(): (bytes: Uint8Array) => number {
  const known = new WeakMap<Uint8Array, number>();
  const byLength = new Map<number, readonly NumberedBytes[]>();
  const byDigest = new Map<string, number>();
  let count = 0;
  const numberOf = (bytes: Uint8Array): number => {
    const compared = byLength.get(bytes.length) ?? [];
    const equal = compared.find((one) => sameBytes(one.bytes, bytes));
    if (equal) return equal.number;
    if (compared.length < MOST_COMPARED) {
      byLength.set(bytes.length, [...compared, { bytes, number: count }]);
      return count++;
    }
    const digest = sha256Hex(bytes);
    const number = byDigest.get(digest) ?? count++;
    byDigest.set(digest, number);
    return number;
  };
  return (bytes) => {
    const number = known.get(bytes) ?? numberOf(bytes);
    known.set(bytes, number);
    return number;
  };
}
