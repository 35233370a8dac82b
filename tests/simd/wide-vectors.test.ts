import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { crc32 } from '../../src/base/digest.ts';
import { joinsVectors } from '../../src/host/wide-vectors.ts';
import { referenceKernels } from '../../src/simd/reference/index.ts';
import { createMemory } from '../../src/simd/wasm.ts';
import { floatCases, MEMORY_BYTES, SHARES } from './float-cases.ts';

const root = join(import.meta.dirname, '../..');
let lines: string[] = [];

// V8's flags are those of a whole process, and other tests compile in this one.
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kd-gate-wide-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const outfile = join(folder, 'print-bits.cjs');
  const entry = join(root, 'tests/simd/print-bits.ts');
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', logLevel: 'error' });
  const printed = execFileSync(process.execPath, [outfile, join(root, 'dist/wide-kernels.wasm')], { encoding: 'utf8' });
  lines = printed.trimEnd().split('\n');
});

const mode = joinsVectors() ? 'joined' : 'not joined';

describe(`the kernels for wide vectors (${mode}) give the bits of the plain twins`, () => {
  const memory = createMemory(MEMORY_BYTES);
  const plain = referenceKernels(memory);

  test.each(floatCases.map(({ name, run }, i) => ({ name, run, i })))('$name', ({ run, i }) => {
    const expected = crc32(run(plain, memory.buffer, 1));
    expect(lines[i]).toBe(SHARES.map(() => expected).join(' '));
  });
});
