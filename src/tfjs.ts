// TensorFlow.js with its WASM kernels: a bundle of its own, which is loaded when a teacher needs it.
export { openTensorFlow } from './host/engines/wasm.ts';
