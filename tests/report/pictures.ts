// The cases of which docs/comment has pictures: one of every kind of comment.
import { CASES as BASIC, COMMIT } from './cases.ts';

export { COMMIT };
export const CASES = BASIC;

/** Pictures with everything unfolded, and the cases that they show. */
export const OPEN: ReadonlyMap<string, string> = new Map([['fail-open', 'fail']]);
