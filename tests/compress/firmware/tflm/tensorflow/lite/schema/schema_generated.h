// GetModel with its signature in TFLM's schema_generated.h.
#ifndef FAKE_SCHEMA_GENERATED_H_
#define FAKE_SCHEMA_GENERATED_H_

#include "tensorflow/lite/micro/micro_interpreter.h"

namespace tflite {
inline const Model* GetModel(const void* buffer) {
  static Model model;
  model.buffer = buffer;
  return &model;
}
}  // namespace tflite

#endif  // FAKE_SCHEMA_GENERATED_H_
