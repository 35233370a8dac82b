// All kernels of the WASM module: FloatKernels and Int8Kernels of src/simd, bit for bit what reference/ computes.
export { addS8 } from './add-s8';
export {
  batchNormApply,
  batchNormBackwardInput,
  batchNormBackwardSums,
  batchNormScale,
  batchNormStatistics,
} from './batch-norm';
export { binaryLoss, sigmoidForward } from './binary-loss';
export { convBackwardInput, convBackwardWeight, convForward, convWorkspaceBytes } from './conv';
export { convS8, convS8Pack, convS8PackedBytes, convS8WorkspaceBytes } from './conv-s8';
export { clear, copyRows } from './copy';
export { decoupledLoss } from './decoupled-loss';
export { denseBackwardInput, denseBackwardWeight, denseForward, denseWorkspaceBytes } from './dense';
export { depthwiseBackwardInput, depthwiseForward } from './depthwise';
export { depthwiseS8, depthwiseS8Pack, depthwiseS8PackedBytes, depthwiseS8WorkspaceBytes } from './depthwise-s8';
export { depthwiseBackwardWeight } from './depthwise-weight';
export { accumulate, activationBackward, activationForward, addForward, multiply } from './elementwise';
export { fakeQuantize, fakeQuantizeBackward } from './fake-quantize';
export { fakeQuantizeWeights } from './fake-quantize-weights';
export { attentionLoss, hintLoss } from './feature-loss';
export { distillLoss, softmaxForward } from './loss';
export { adamStep, sgdStep } from './optimizer';
export { averagePoolBackward, averagePoolForward, maxPoolBackward, maxPoolForward } from './pool';
export { averagePoolS8, maxPoolS8 } from './pool-s8';
export { regressionLoss } from './regression-loss';
export { columnSums } from './sums';
