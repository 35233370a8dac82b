// Numbers of one type, as many as come, bounded.
import { reject } from '../base/problem.ts';
import { MOST_ELEMENTS, type NumberArray } from './array.ts';

export interface Growing<Values> {
  length(): number;
  /** Room for so many more, to be filled. Inside an `attempt`: problems `data/too-large`. */
  room(count: number): Values;
  /** All of them, until more come; no copy. */
  held(): Values;
  /** All of them, and no more come. */
  values(): Values;
  /** None of them; their room is kept. */
  clear(): void;
}

/** `expected`: how many there is room for at first; `most`: how many there may be. */
export function growing<Values extends NumberArray['values']>(
  Typed: new (length: number) => Values,
  expected = 2 ** 12,
  most = MOST_ELEMENTS,
): Growing<Values> {
  let all = new Typed(expected);
  let used = 0;
  return {
    length: () => used,
    room(count) {
      if (used + count > most) reject('data/too-large', `the set has more than ${most} values`);
      if (used + count > all.length) {
        const wide = new Typed(Math.min(most, Math.max(used + count, 2 * all.length)));
        wide.set(all.subarray(0, used));
        all = wide;
      }
      used += count;
      return all.subarray(used - count, used) as Values;
    },
    held: () => all.subarray(0, used) as Values,
    values: () => (used === all.length ? all : (all.slice(0, used) as Values)),
    clear() {
      used = 0;
    },
  };
}
