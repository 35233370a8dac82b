// The int8 kernels (contract: src/simd/inference.ts; their plain twins: src/simd/reference).
export { addS8 } from './add-s8';
export { convS8, convS8Pack, convS8PackedBytes, convS8WorkspaceBytes } from './conv-s8';
export { depthwiseS8, depthwiseS8Pack, depthwiseS8PackedBytes, depthwiseS8WorkspaceBytes } from './depthwise-s8';
export { averagePoolS8, maxPoolS8 } from './pool-s8';
