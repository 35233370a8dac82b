// What generated files use of TFLM's interpreter, with its signatures (tflite-micro, micro_interpreter.h, common.h,
// micro_allocator.h, micro_resource_variable.h). The test program says how the model answers.
#ifndef FAKE_MICRO_INTERPRETER_H_
#define FAKE_MICRO_INTERPRETER_H_

#include <stddef.h>
#include <stdint.h>

typedef enum TfLiteStatus { kTfLiteOk = 0, kTfLiteError = 1 } TfLiteStatus;

typedef union TfLitePtrUnion {
  int8_t* int8;
  char* raw;
} TfLitePtrUnion;

typedef struct TfLiteTensor {
  TfLitePtrUnion data;
  size_t bytes;
} TfLiteTensor;

namespace fake {
// Defined by the test program.
extern TfLiteTensor inputs[];
extern size_t input_count;
extern TfLiteTensor outputs[];
extern size_t output_count;
TfLiteStatus Invoke();
}  // namespace fake

namespace tflite {

struct Model {
  const void* buffer;
};

class MicroOpResolver {};

class MicroAllocator {
 public:
  static MicroAllocator* Create(uint8_t*, size_t) {
    static MicroAllocator allocator;
    return &allocator;
  }
};

class MicroResourceVariables {
 public:
  static MicroResourceVariables* Create(MicroAllocator*, int) {
    static MicroResourceVariables variables;
    return &variables;
  }
};

class MicroInterpreter {
 public:
  MicroInterpreter(const Model*, const MicroOpResolver&, uint8_t*, size_t) {}
  MicroInterpreter(const Model*, const MicroOpResolver&, MicroAllocator*, MicroResourceVariables*) {}
  TfLiteStatus AllocateTensors() { return kTfLiteOk; }
  TfLiteStatus Reset() { return kTfLiteOk; }
  TfLiteStatus Invoke() { return fake::Invoke(); }
  size_t inputs_size() const { return fake::input_count; }
  size_t outputs_size() const { return fake::output_count; }
  TfLiteTensor* input(size_t index) { return &fake::inputs[index]; }
  TfLiteTensor* output(size_t index) { return &fake::outputs[index]; }
  size_t arena_used_bytes() const { return 1000; }
};

}  // namespace tflite

#endif  // FAKE_MICRO_INTERPRETER_H_
