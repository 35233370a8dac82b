// All kernels of the WASM module, one file each.

export * from './inference';
export * from './training';
