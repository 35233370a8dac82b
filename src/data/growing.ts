// Numbers of one type, as many as come, bounded.
import { reject } from '../base/problem.ts';
import { MOST_ELEMENTS, type NumberArray } from './array.ts';

export interface Growing<Values> {
  length(): number;
  /** Room for so many more, which are 0. Inside an `attempt`: problems `data/too-large`. */
  room(count: number): Values;
  /** All of them. */
  values(): Values;
}

export function growing<Values extends NumberArray['values']>(Typed: new (length: number) => Values): Growing<Values> {
  let all = new Typed(2 ** 12);
  let used = 0;
  return {
    length: () => used,
    room(count) {
      if (used + count > MOST_ELEMENTS) reject('data/too-large', `the set has more than ${MOST_ELEMENTS} values`);
      if (used + count > all.length) {
        const wide = new Typed(Math.min(MOST_ELEMENTS, Math.max(used + count, 2 * all.length)));
        wide.set(all.subarray(0, used));
        all = wide;
      }
      used += count;
      return all.subarray(used - count, used) as Values;
    },
    values: () => (used === all.length ? all : (all.slice(0, used) as Values)),
  };
}
