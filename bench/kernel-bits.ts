// One CRC-32 of the results of all float kernels on the cases of tests/simd/float-cases.ts: the same on every machine
// and Node.
//   node bench/run.mjs bench/kernel-bits.ts [file of float kernels]
import { crc32 } from '../src/base/digest.ts';
import { createMemory } from '../src/simd/wasm.ts';
import { floatCases, MEMORY_BYTES } from '../tests/simd/float-cases.ts';
import { floatKernels } from './float-kernels.ts';

const memory = createMemory(MEMORY_BYTES);
const kernels = floatKernels(memory, process.argv[2]);
const sums = Uint32Array.from(floatCases, ({ run }) => crc32(run(kernels, memory.buffer, 0.5)));
console.log(crc32(new Uint8Array(sums.buffer)).toString(16).padStart(8, '0'), process.version, process.arch);
