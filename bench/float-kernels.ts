// The float kernels that a training has in this process: a benchmark of kernels calls them alone.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileWide, joinsVectors } from '../src/host/wide-vectors.ts';
import type { Kernels } from '../src/simd/kernels.ts';
import { wasmKernels } from '../src/simd/wasm.ts';

/** `path`: another build's file; dist/ by default. */
export function floatKernels(memory: WebAssembly.Memory, path?: string): Kernels {
  const name = joinsVectors() ? 'wide-kernels.wasm' : 'kernels.wasm';
  const bytes = readFileSync(path ?? join(process.cwd(), 'dist', name));
  return wasmKernels(joinsVectors() ? compileWide(bytes) : new WebAssembly.Module(bytes), memory);
}
