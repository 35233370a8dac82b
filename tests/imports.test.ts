import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

// The table of docs/architecture.md: which folder of src may import which. A folder may always import itself.
const MAY_IMPORT: Record<string, readonly string[]> = {
  base: [],
  simd: ['base'],
  tflite: ['base'],
  nn: ['base', 'simd'],
  micro: ['base', 'simd', 'tflite'],
  data: ['base'],
  teacher: ['base', 'nn', 'data', 'tflite', 'micro', 'simd', 'student'],
  student: ['base', 'nn', 'data', 'simd'],
  compress: ['base', 'nn', 'tflite', 'data', 'simd'],
  board: ['base', 'micro'],
  budget: ['base'],
  report: ['base', 'budget'],
  spec: ['base', 'board', 'budget', 'data', 'report'],
  github: ['base', 'report', 'budget'],
};
/** These stand above all folders, as gate.ts and the shells do. */
const EVERYTHING = ['commands'];
/** The thin shell: the only files that touch Node's built-ins. */
const SHELL = ['host.ts', 'action.ts', 'cli.ts', 'worker.ts'];

const src = join(dirname(fileURLToPath(import.meta.url)), '../src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((f) => f.replaceAll('\\', '/'))
  .filter((f) => f.endsWith('.ts') && !f.endsWith('.d.ts') && !f.startsWith('simd/assembly/'));
const importsOf = (file: string) =>
  [
    ...readFileSync(join(src, file), 'utf8').matchAll(/(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s*['"]([^'"]+)['"]/g),
  ].map((m) => m[1]);

describe('imports', () => {
  test('there are sources to check', () => expect(files.length).toBeGreaterThan(20));

  test.each(files.filter((f) => f.includes('/')))('%s imports only what its folder may', (file) => {
    const folder = file.split('/')[0];
    for (const target of importsOf(file)) {
      if (target.startsWith('node:')) expect.fail(`${file} imports ${target}; only ${SHELL.join(', ')} may`);
      if (!target.startsWith('.')) continue;
      expect(target).toMatch(/\.(ts|json)$/);
      const to = relative(src, join(src, dirname(file), target)).split('/');
      const allowed =
        to[0] === folder ||
        EVERYTHING.includes(folder) ||
        MAY_IMPORT[folder].includes(to[0]) ||
        (folder === 'spec' && to[to.length - 1] === 'params.ts');
      expect(allowed, `${file} imports ${to.join('/')}`).toBe(true);
    }
  });

  test.each(files.filter((f) => !f.includes('/')))('%s keeps Node built-ins in the shell', (file) => {
    if (SHELL.includes(file)) return;
    expect(importsOf(file).filter((t) => t.startsWith('node:'))).toEqual([]);
  });
});
