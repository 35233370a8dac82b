// The WASM SIMD kernels: one instance over one shared memory.
import type { Kernels } from './kernels.ts';

/** Addresses below are the module's own static data. */
export const FIRST_FREE_ADDRESS = 65536;
const PAGE = 65536;

/** Bytes that 32-bit addresses reach. */
export const MOST_MEMORY = 65536 * 65536;

/** `bytes`: size of the memory, at most 4 GiB; untouched pages cost nothing. */
export function createMemory(bytes: number): WebAssembly.Memory {
  const pages = Math.ceil(Math.max(bytes, FIRST_FREE_ADDRESS + PAGE) / PAGE);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

/** Synchronous, since the module is compiled already. Several instances may share one memory (one a thread). */
export function wasmKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return { ...exports, memory: memory.buffer } as unknown as Kernels;
}
