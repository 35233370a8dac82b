// A process of its own for wide-vectors.test.ts: the results of wide-kernels.wasm, a CRC-32 for each share.
import { readFileSync } from 'node:fs';
import { crc32 } from '../../src/base/digest.ts';
import { compileWide } from '../../src/host/wide-vectors.ts';
import { createMemory, wasmKernels } from '../../src/simd/wasm.ts';
import { floatCases, MEMORY_BYTES, SHARES } from './float-cases.ts';

const memory = createMemory(MEMORY_BYTES);
const kernels = wasmKernels(compileWide(readFileSync(process.argv[2] ?? '')), memory);
for (const { run } of floatCases) {
  console.log(SHARES.map((share) => crc32(run(kernels, memory.buffer, share))).join(' '));
}
