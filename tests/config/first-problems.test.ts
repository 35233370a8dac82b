// Files of kd.yaml's form with far too much in them: refused at once, and the log stays short.
import { describe, expect, test } from 'vitest';
import { firstProblems } from '../../src/config/first-problems.ts';
import { parseSpec } from '../../src/config/parse.ts';

const many = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i)).join('');
const problemsOf = (text: string) => {
  const outcome = parseSpec(text, 'kd.yaml');
  return outcome.ok ? [] : outcome.problems;
};

test('of many problems the first 50 are shown, and how many more there are', () => {
  const problems = Array.from({ length: 60_000 }, (_, i) => ({
    ...({ code: 'spec/value', message: `mistake ${i}` } as const),
    place: { file: 'kd.yaml', line: i + 1, column: 1 },
  }));
  const shown = firstProblems(problems);
  expect(shown).toHaveLength(51);
  expect(shown[50]).toEqual({
    code: 'spec/more',
    message: 'and 59,950 more mistakes',
    place: { file: 'kd.yaml', line: 50, column: 1 },
  });
  expect(firstProblems(problems.slice(0, 50))).toHaveLength(50);
});

describe('a kd.yaml with too much in it', () => {
  test.each([
    ['60,000 keys', `version: 1\n${many(60_000, (i) => `k${i}: 1\n`)}`, 'yaml/too-large', 1],
    ['10,000 unknown keys', `version: 1\n${many(10_000, (i) => `k${i}: 1\n`)}`, 'spec/unknown-key', 51],
    ['10,000 of one key', `version: 1\n${'k: 1\n'.repeat(10_000)}`, 'yaml/duplicate-key', 51],
    ['brackets alone', '['.repeat(2 ** 18), 'yaml/too-deep', 1],
    ['10,000 aliases', `a: &a 1\nb: [${'*a,'.repeat(10_000)}]`, 'yaml/alias', 51],
  ])('%s', (_, text, code, count) => {
    const problems = problemsOf(text);
    expect(problems.map((problem) => problem.code)).toContain(code);
    expect(problems).toHaveLength(count);
  });

  test('a key of a megabyte neither stands in the message nor in its place', () => {
    const [problem] = problemsOf(`version: 1\nmodels: { ${'x'.repeat(1000)}: {} }\n`).filter(
      ({ code }) => code === 'spec/name',
    );
    expect(problem.message.length).toBeLessThan(300);
    expect(problem.place?.path?.length).toBeLessThan(100);
  });
});

test('a key that is a list is a mistake, and nothing is printed about it', () => {
  expect(problemsOf('version: 1\n? [a]\n: 1\n').map(({ code }) => code)).toEqual(['yaml/non-string-key']);
});

test('keys that become one in an object are one key written twice', () => {
  expect(problemsOf('version: 1\n1: a\n"1": b\n').map(({ code }) => code)).toContain('yaml/duplicate-key');
});
