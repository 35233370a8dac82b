// The kernels of the int8 simulator, as functions over linear memory.
export type InferenceKernels = {};
