// One CRC-32 of the results of all float kernels on the cases of tests/simd/float-cases.ts: the same on every machine
// and Node.
//   node bench/run.mjs bench/kernel-bits.ts [kernels.wasm]
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from '../src/base/digest.ts';
import { createMemory, wasmKernels } from '../src/simd/wasm.ts';
import { floatCases, MEMORY_BYTES } from '../tests/simd/float-cases.ts';

const memory = createMemory(MEMORY_BYTES);
const kernels = wasmKernels(
  new WebAssembly.Module(readFileSync(process.argv[2] ?? join(process.cwd(), 'dist/kernels.wasm'))),
  memory,
);
const sums = Uint32Array.from(floatCases, ({ run }) => crc32(run(kernels, memory.buffer, 0.5)));
console.log(crc32(new Uint8Array(sums.buffer)).toString(16).padStart(8, '0'), process.version, process.arch);
