// tflite-micro, memory_helpers.h
#ifndef FAKE_MEMORY_HELPERS_H_
#define FAKE_MEMORY_HELPERS_H_

#include "tensorflow/lite/micro/micro_interpreter.h"

namespace tflite {
inline TfLiteStatus TfLiteEvalTensorByteLength(const TfLiteEvalTensor* eval_tensor, size_t* out_bytes) {
  *out_bytes = eval_tensor->bytes;
  return kTfLiteOk;
}
}  // namespace tflite

#endif  // FAKE_MEMORY_HELPERS_H_
