// FloatKernels of src/simd, bit for bit what reference/ computes.
export {
  batchNormApply,
  batchNormBackwardSums,
  batchNormParameterGradients,
  batchNormScale,
  batchNormSums,
  meanOfSums,
} from './batch-norm';
export { batchNormBackwardInput } from './batch-norm-input';
export { binaryLoss, sigmoidForward } from './binary-loss';
export { convBackwardInput, convBackwardWeight, convForward, convWorkspaceBytes } from './conv';
export { clear, copyRows } from './copy';
export { decoupledLoss } from './decoupled-loss';
export { denseBackwardInput, denseBackwardWeight, denseForward, denseWorkspaceBytes } from './dense';
export { depthwiseForward } from './depthwise';
export { depthwiseBackwardInput } from './depthwise-input';
export { depthwiseBackwardWeight } from './depthwise-weight';
export { accumulate, activationBackward, activationForward, addForward, multiply } from './elementwise';
export { fakeQuantize, fakeQuantizeBackward } from './fake-quantize';
export { fakeQuantizeWeights } from './fake-quantize-weights';
export { attentionLoss, hintLoss } from './feature-loss';
export { distillLoss, softmaxForward } from './loss';
export { adamStep, sgdStep } from './optimizer';
export { averagePoolBackward, averagePoolForward, maxPoolBackward, maxPoolForward } from './pool';
export { regressionLoss } from './regression-loss';
export { columnSums } from './sums';
