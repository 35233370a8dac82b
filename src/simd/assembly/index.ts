// dist/kernels.wasm: FloatKernels and Int8Kernels of src/simd, bit for bit what reference/ computes.
export { addS8 } from './add-s8';
export { convS8, convS8Pack, convS8PackedBytes, convS8WorkspaceBytes } from './conv-s8';
export { depthwiseS8, depthwiseS8Pack, depthwiseS8PackedBytes, depthwiseS8WorkspaceBytes } from './depthwise-s8';
export * from './float';
export { averagePoolS8, maxPoolS8 } from './pool-s8';
