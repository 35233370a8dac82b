// Vectors of 256 bits: V8's optimizing compiler joins two neighbouring operations on 128 bits to one where a flag asks
// for it. Lanes stay apart, so the bits are the same.
import { setFlagsFromString } from 'node:v8';

/** The V8 of Node 24, with which tests/simd/wide-vectors.test.ts passes. An older one can't, another is untried. */
const TRIED = /^13\.6\./;

export function joinsVectors(): boolean {
  return process.arch === 'x64' && TRIED.test(process.versions.v8);
}

/**
 * `bytes`: dist/wide-kernels.wasm. Compiles all of it here and now, since the flags are those of the whole process and
 * V8 ends the process where it can't join what it compiles with them, as the int8 kernels: nothing else may be compiled
 * meanwhile.
 */
export function compileWide(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  if (!joinsVectors()) return new WebAssembly.Module(bytes);
  setFlags('--experimental-wasm-revectorize', '--no-liftoff', '--no-wasm-lazy-compilation');
  try {
    return new WebAssembly.Module(bytes);
  } finally {
    setFlags('--no-experimental-wasm-revectorize', '--liftoff', '--wasm-lazy-compilation');
  }
}

function setFlags(...flags: string[]): void {
  for (const flag of flags) setFlagsFromString(flag);
}
