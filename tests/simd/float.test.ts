import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { referenceKernels } from '../../src/simd/reference/index.ts';
import { createMemory, wasmKernels } from '../../src/simd/wasm.ts';
import { floatCases, MEMORY_BYTES, SHARES } from './float-cases.ts';

const module = new WebAssembly.Module(readFileSync(new URL('../../dist/kernels.wasm', import.meta.url)));
const memory = createMemory(MEMORY_BYTES);
const fast = wasmKernels(module, memory);
const plain = referenceKernels(memory);

describe('the WASM kernels give the bits of their plain twins', () => {
  test.each(floatCases)('$name', ({ run }) => {
    const expected = run(plain, memory.buffer, 1);
    for (const share of SHARES) {
      const bytes = run(fast, memory.buffer, share);
      const different = bytes.findIndex((byte, i) => byte !== expected[i]);
      expect(different, `first different byte with a split at ${share}`).toBe(-1);
    }
  });
});
