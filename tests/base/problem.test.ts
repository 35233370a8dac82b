// One dialect of failure: what leaves an attempt as a value, what passes through, and where problems then say they are.
import { describe, expect, test } from 'vitest';
import {
  attempt,
  attemptLater,
  describeProblem,
  done,
  failed,
  must,
  mustAll,
  type Outcome,
  orBug,
  type Problem,
  placed,
  problemsOf,
  reject,
  rejectAll,
  under,
  withProblems,
} from '../../src/base/problem.ts';

const EMPTY: Problem = { code: 'data/empty', message: 'the set has no samples' };
const COUNT: Problem = { code: 'data/count', message: 'there are 3 samples and 2 labels' };

/** Both kinds of border behave alike. */
const ATTEMPTS: [string, (work: () => unknown) => Promise<Outcome<unknown>>][] = [
  ['attempt', async (work) => attempt(work)],
  ['attemptLater, at once', async (work) => attemptLater(async () => work())],
  ['attemptLater, after a wait', (work) => attemptLater(() => Promise.resolve().then(work))],
];

describe.each(ATTEMPTS)('%s', (_, run) => {
  test('gives the value of work that ends', async () => {
    expect(await run(() => 7)).toEqual({ ok: true, value: 7 });
    expect(await run(() => must(done('x')))).toEqual({ ok: true, value: 'x' });
  });

  test('gives a rejection as a value', async () => {
    const outcome = await run(() => reject('data/empty', 'the set has no samples', { path: 'test' }));
    expect(outcome).toEqual({ ok: false, problems: [{ ...EMPTY, place: { path: 'test' } }] });
  });

  test('stops at the first outcome that must be there and is not', async () => {
    let isReached = false;
    const outcome = await run(() => {
      must(failed(EMPTY, COUNT));
      isReached = true;
    });
    expect(outcome).toEqual({ ok: false, problems: [EMPTY, COUNT] });
    expect(isReached).toBe(false);
  });

  test('tells all problems of several outcomes at once, in their order', async () => {
    expect(await run(() => mustAll<unknown>([failed(COUNT), done(1), failed(EMPTY)]))).toEqual({
      ok: false,
      problems: [COUNT, EMPTY],
    });
    expect(await run(() => mustAll([done(1), done(2)]))).toEqual({ ok: true, value: [1, 2] });
    expect(await run(() => mustAll([]))).toEqual({ ok: true, value: [] });
  });

  test('rejects with all of a list, and goes on when the list is empty', async () => {
    expect(await run(() => rejectAll([EMPTY, COUNT]))).toEqual({ ok: false, problems: [EMPTY, COUNT] });
    expect(
      await run(() => {
        rejectAll([]);
        return 'on';
      }),
    ).toEqual({ ok: true, value: 'on' });
  });

  test('lets every other exception through: it is a bug', async () => {
    const bug = new TypeError('x is undefined');
    await expect(
      run(() => {
        throw bug;
      }),
    ).rejects.toBe(bug);
  });

  test('an inner attempt keeps its rejection from the outer one', async () => {
    const outcome = await run(() => attempt(() => must(failed(EMPTY))).ok);
    expect(outcome).toEqual({ ok: true, value: false });
  });
});

test('a promise that rejects with a bug passes through attemptLater', async () => {
  const bug = new Error('disk');
  await expect(attemptLater(() => Promise.reject(bug))).rejects.toBe(bug);
});

describe('places', () => {
  test.each<[string, Problem['place'], Problem['place']]>([
    ['no place', undefined, { path: 'data' }],
    ['a key', { path: 'train' }, { path: 'data.train' }],
    ['an item of a list', { path: '[3].kernel' }, { path: 'data[3].kernel' }],
    ['a line', { file: 'a.csv', line: 4 }, { file: 'a.csv', line: 4, path: 'data' }],
  ])('of %s, seen from outside of its section', (_, place, moved) => {
    expect(under('data', failed({ ...EMPTY, place }, COUNT))).toEqual({
      ok: false,
      problems: [
        { ...EMPTY, place: moved },
        { ...COUNT, place: { path: 'data' } },
      ],
    });
  });

  test('are filled in where something is missing, and left where it is not', () => {
    const outcome = failed({ ...EMPTY, place: { file: 'x.npy' } }, COUNT);
    expect(placed(outcome, { file: 'kd.yaml', line: 2 })).toEqual({
      ok: false,
      problems: [
        { ...EMPTY, place: { file: 'x.npy', line: 2 } },
        { ...COUNT, place: { file: 'kd.yaml', line: 2 } },
      ],
    });
  });

  test('are of no interest to what went well', () => {
    const outcome = done(1);
    expect(under('data', outcome)).toBe(outcome);
    expect(placed(outcome, { file: 'kd.yaml' })).toBe(outcome);
  });

  // file:line:column: message is what gcc writes, and what editors and problem matchers read.
  test.each<[Problem['place'], string]>([
    [undefined, 'm'],
    [{ path: 'a.b' }, 'a.b: m'],
    [{ file: 'kd.yaml' }, 'kd.yaml: m'],
    [{ file: 'kd.yaml', line: 4, column: 3 }, 'kd.yaml:4:3: m'],
    [{ file: 'kd.yaml', line: 4, column: 3, path: 'a.b' }, 'kd.yaml:4:3 a.b: m'],
  ])('%j as text', (place, text) => {
    expect(describeProblem({ code: 'data/empty', message: 'm', place })).toBe(text);
  });
});

test('what only a bug can make fail throws, with its problem', () => {
  expect(orBug(done(3))).toBe(3);
  const broken = failed({ code: 'data/empty', message: 'nothing there', place: { file: 'a.yaml', line: 2 } });
  expect(() => orBug(broken)).toThrow('a.yaml:2: nothing there');
});

test('the problems of an outcome can be listed and changed', () => {
  const [first, second] = [{ code: 'data/empty', message: 'a' } as const, { code: 'data/csv', message: 'b' } as const];
  expect(problemsOf(done(3))).toEqual([]);
  expect(problemsOf(failed(first, second))).toEqual([first, second]);
  const louder = withProblems(failed(first, second), (problem) => ({ ...problem, message: `${problem.message}!` }));
  expect(problemsOf(louder).map(({ message }) => message)).toEqual(['a!', 'b!']);
  expect(withProblems(done(3), () => first)).toEqual(done(3));
});
