// docs/security.md and fixtures/trust/README.md name tests; each must be there.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const TABLES = ['docs/security.md', 'fixtures/trust/README.md'];

/** `github/store`: the title of a test, in the last cell of a row. */
const NAMED = /`([\w/-]+)`: (.+?)(?= and `[\w/-]+`: | +\|$)/g;

function rowsOf(path: string): string[] {
  return read(path)
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\| (who|id|---)/.test(line) && !/^[ |-]+$/.test(line));
}

describe.each(TABLES)('%s', (path) => {
  const named = rowsOf(path).map((row) => [row, [...row.matchAll(NAMED)]] as const);

  test('has rows, each with a test', () => {
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter(([, tests]) => tests.length === 0).map(([row]) => row)).toEqual([]);
  });

  test('names tests that are there', () => {
    const missing = named
      .flatMap(([, tests]) => tests.map(([, file, title]) => ({ file: `tests/${file}.test.ts`, title })))
      .filter(({ file, title }) => !existsSync(join(root, file)) || !isTitleIn(read(file), title));
    expect(missing).toEqual([]);
  });
});

/** As a string that a test, a group of tests or a row of its table begins with. */
function isTitleIn(source: string, title: string): boolean {
  return ["'", '"', '`'].some((mark) => source.includes(`${mark}${title}${mark}`));
}

test('every input of the hostile pull request has its row', () => {
  const rows = rowsOf('fixtures/trust/README.md').map((row) => Number(/^\| F(\d+) +\|/.exec(row)?.[1]));
  expect(rows).toEqual(Array.from({ length: 34 }, (_, i) => i + 1));
});

test('README and docs/workflows.md lead to the table', () => {
  expect(read('README.md')).toContain('(docs/security.md)');
  expect(read('docs/workflows.md')).toContain('(security.md)');
});
