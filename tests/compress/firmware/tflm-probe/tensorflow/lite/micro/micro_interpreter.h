// What the probe uses of TFLM's interpreter, with its signatures (tflite-micro, micro_interpreter.h, common.h). The test
// program says what each operator writes.
#ifndef FAKE_MICRO_INTERPRETER_H_
#define FAKE_MICRO_INTERPRETER_H_

#include <stddef.h>
#include <stdint.h>

#include "tensorflow/lite/micro/micro_profiler_interface.h"
#include "tensorflow/lite/schema/schema_generated.h"

typedef enum TfLiteStatus { kTfLiteOk = 0, kTfLiteError = 1 } TfLiteStatus;

typedef union TfLitePtrUnion {
  int8_t* int8;
  char* raw;
} TfLitePtrUnion;

typedef struct TfLiteEvalTensor {
  TfLitePtrUnion data;
  // In place of dimensions and type.
  size_t bytes;
} TfLiteEvalTensor;

typedef struct TfLiteContext {
  TfLiteEvalTensor* (*GetEvalTensor)(const struct TfLiteContext* context, int tensor_idx);
} TfLiteContext;

namespace fake {
TfLiteEvalTensor* EvalTensor(const TfLiteContext* context, int index);
void Run(int operator_index);
// Whatever else runs on the board.
void Between(int operator_index);
}  // namespace fake

namespace tflite {

class MicroOpResolver {};
class MicroResourceVariables {};

class MicroInterpreter {
 public:
  MicroInterpreter(const Model* model, const MicroOpResolver&, uint8_t*, size_t,
                   MicroResourceVariables* = nullptr, MicroProfilerInterface* profiler = nullptr, bool = false)
      : model_(model), profiler_(profiler) {
    context_.GetEvalTensor = fake::EvalTensor;
  }
  // micro_interpreter_graph.cc, InvokeSubgraph: an event around each operator.
  TfLiteStatus Invoke() {
    const int operators = static_cast<int>(model_->subgraphs()->Get(0)->operators()->size());
    for (int i = 0; i < operators; i++) {
      fake::Between(i);
      const uint32_t event = profiler_->BeginEvent("OP");
      fake::Run(i);
      profiler_->EndEvent(event);
    }
    return kTfLiteOk;
  }
  size_t arena_used_bytes() const { return 12345; }

 protected:
  const TfLiteContext& context() const { return context_; }

 private:
  const Model* model_;
  TfLiteContext context_;
  MicroProfilerInterface* profiler_;
};

}  // namespace tflite

#endif  // FAKE_MICRO_INTERPRETER_H_
