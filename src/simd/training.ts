// The float32 kernels of training and float inference, as functions over linear memory.
export type TrainingKernels = {};
