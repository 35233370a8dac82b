// TensorFlow.js with its WASM kernels: a bundle of its own, which is loaded when a teacher needs it.
export { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
export * as converter from '@tensorflow/tfjs-converter';
export * as core from '@tensorflow/tfjs-core';
export * as layers from '@tensorflow/tfjs-layers';
