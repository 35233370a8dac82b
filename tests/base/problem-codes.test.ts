// The closed union of problem codes: a typo doesn't compile, and no code outlives its last use.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Problem, reject } from '../../src/base/problem.ts';
import type { ProblemCode } from '../../src/base/problem-codes.ts';

const src = join(import.meta.dirname, '../../src');
const read = (file: string) => readFileSync(join(src, file), 'utf8');
const UNION = 'base/problem-codes.ts';

/** Types are gone when tests run, so the union is read as text: `readonly area: 'name' | 'name';`. */
const areas = [
  ...read(UNION)
    .replaceAll(/\/\/.*$/gm, '')
    .matchAll(/readonly (\w+):([^;]*);/g),
].map(([, area, names]) => ({ area, names: [...names.matchAll(/'([^']+)'/g)].map(([, name]) => name) }));
const codes = areas.flatMap(({ area, names }) => names.map((name) => `${area}/${name}`));

const text = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts') && file !== UNION && !file.startsWith('simd/'))
  .map(read)
  .join('\n');

/** Codes that src puts together instead of writing them: from what, and the names that can come. */
const COMPOSED: Readonly<Record<string, readonly string[]>> = {
  yaml: yamlErrorCodes(),
  github: [...(/type FailureKind =([^;]*);/.exec(read('github/api.ts'))?.[1] ?? '').matchAll(/'(\w+)'/g)].map(
    ([, kind]) => kind,
  ),
};

/** The parser's own list, from its declarations: `export type ErrorCode = 'ALIAS_PROPS' | …`. */
function yamlErrorCodes(): string[] {
  const file = join(dirname(createRequire(import.meta.url).resolve('yaml')), 'errors.d.ts');
  const list = /type ErrorCode =([^;]*);/.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
  return [...list.matchAll(/'(\w+)'/g)].map(([, code]) => code.toLowerCase().replaceAll('_', '-'));
}

describe('the codes of problems', () => {
  test('are read from the union', () => {
    expect(codes).toContain('data/label-range');
    expect(codes.length).toBeGreaterThan(100);
    expect(new Set(codes).size).toBe(codes.length);
  });

  test('have areas in the order of the alphabet', () => {
    const names = areas.map(({ area }) => area);
    expect(names).toEqual([...names].sort());
  });

  test('are all used in src', () => {
    const isUsed = (code: string) =>
      text.includes(`'${code}'`) ||
      Object.entries(COMPOSED).some(
        ([area, names]) => text.includes(`\`${area}/\${`) && names.some((name) => code === `${area}/${name}`),
      );
    expect(codes.filter((code) => !isUsed(code))).toEqual([]);
  });

  test.each(Object.entries(COMPOSED))('of %s, which are composed, are all in the union', (area, names) => {
    expect(names.length).toBeGreaterThan(0);
    expect(names.map((name) => `${area}/${name}`).filter((code) => !codes.includes(code))).toEqual([]);
  });

  test('do not compile with a typo', () => {
    const known: ProblemCode = 'data/label-range';
    // @ts-expect-error: two letters changed places
    const mistyped: ProblemCode = 'data/lable-range';
    // @ts-expect-error: a name of another area
    const elsewhere: ProblemCode = 'teacher/label-range';
    // @ts-expect-error: no area
    const problem: Problem = { code: 'label-range', message: 'x' };
    // @ts-expect-error: an underscore
    const refuse = () => reject('data/label_range', 'x');
    expect(new Set([known, mistyped, elsewhere, problem.code, String(refuse)]).size).toBe(5);
  });
});
