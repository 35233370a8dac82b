// The float kernels of training: TrainingKernels of src/simd/training.ts, bit for bit what reference/ computes.
export {
  batchNormApply,
  batchNormBackwardInput,
  batchNormBackwardSums,
  batchNormScale,
  batchNormStatistics,
} from './batch-norm';
export { convBackwardInput, convBackwardWeight, convForward, convWorkspaceBytes } from './conv';
export { denseBackwardInput, denseBackwardWeight, denseForward, denseWorkspaceBytes } from './dense';
export { depthwiseBackwardInput, depthwiseForward } from './depthwise';
export { depthwiseBackwardWeight } from './depthwise-weight';
export { accumulate, activationBackward, activationForward, addForward, multiply } from './elementwise';
export { distillLoss, softmaxForward } from './loss';
export { adamStep, sgdStep } from './optimizer';
export { averagePoolBackward, averagePoolForward, maxPoolBackward, maxPoolForward } from './pool';
export { columnSums } from './sums';
