// A header for any firmware with TFLM: it prints every tensor of one Invoke, for `kd-gate explain --against`.
import { bannered } from './c-text.ts';

/** Begins every line that kd-gate reads. */
export const PROBE_HEAD = 'kd-gate-tensor 1';

/** C++11. Reads tensors through MicroInterpreter::context(), which subclasses see, whenever TFLM's profiler is told of
 * an operator. */
export function probeHeader(): string {
  return bannered(`// Prints every tensor of one Invoke(), for \`kd-gate explain MODEL.tflite --against LOG\`:
//
//   #include "kd_gate_probe.h"
//   static void Print(const char* line) { printf("%s\\n", line); }
//
//   static kd_gate::Probe probe(Print);
//   static kd_gate::ProbedInterpreter interpreter(probe, tflite::GetModel(data), resolver, arena, sizeof(arena));
//   interpreter.AllocateTensors();
//   ... write the input as your firmware does ...
//   interpreter.Invoke();
//
// TFLM must be built with its error strings (no TF_LITE_STRIP_ERROR_STRINGS): only then it calls profilers.
#ifndef KD_GATE_PROBE_H_
#define KD_GATE_PROBE_H_

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "tensorflow/lite/micro/memory_helpers.h"
#include "tensorflow/lite/micro/micro_interpreter.h"
#include "tensorflow/lite/micro/micro_profiler_interface.h"
#include "tensorflow/lite/schema/schema_generated.h"

namespace kd_gate {

class ProbedInterpreter;

class Probe : public tflite::MicroProfilerInterface {
 public:
  explicit Probe(void (*print)(const char* line)) : print_(print) {}
  uint32_t BeginEvent(const char* tag) override;
  void EndEvent(uint32_t handle) override;

 private:
  friend class ProbedInterpreter;
  uint32_t Crc32(const void* from, size_t bytes) const;
  void Say(const char* format, ...);
  void Write(int operator_index, int tensor, const unsigned char* data, size_t bytes);
  const unsigned char* Find(int tensor, size_t* bytes) const;

  void (*print_)(const char* line);
  ProbedInterpreter* interpreter_ = nullptr;
  const tflite::Model* model_ = nullptr;
  int operator_index_ = 0;
  // Operators of other subgraphs run inside of one of the main graph.
  int depth_ = 0;
};

class ProbedInterpreter : public tflite::MicroInterpreter {
 public:
  ProbedInterpreter(Probe& probe, const tflite::Model* model, const tflite::MicroOpResolver& resolver, uint8_t* arena,
                    size_t arena_bytes, tflite::MicroResourceVariables* variables = nullptr)
      : tflite::MicroInterpreter(model, resolver, arena, arena_bytes, variables, &probe) {
    probe.interpreter_ = this;
    probe.model_ = model;
  }
  const TfLiteEvalTensor* EvalTensor(int index) const { return context().GetEvalTensor(&context(), index); }
};

inline uint32_t Probe::Crc32(const void* from, size_t bytes) const {
  const unsigned char* data = static_cast<const unsigned char*>(from);
  uint32_t crc = 0xFFFFFFFFu;
  for (size_t i = 0; i < bytes; i++) {
    crc ^= data[i];
    for (int bit = 0; bit < 8; bit++) crc = (crc & 1u) != 0 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
  }
  return ~crc;
}

// A line and its CRC-32, so that kd-gate sees what a serial line lost.
inline void Probe::Say(const char* format, ...) {
  static char line[256];
  const int head = snprintf(line, sizeof(line), "%s", "${PROBE_HEAD} ");
  va_list values;
  va_start(values, format);
  vsnprintf(line + head, sizeof(line) - static_cast<size_t>(head) - 16, format, values);
  va_end(values);
  const size_t length = strlen(line);
  snprintf(line + length, sizeof(line) - length, " check=%08lx", static_cast<unsigned long>(Crc32(line, length)));
  print_(line);
}

// nullptr for constants, which are the file's.
inline const unsigned char* Probe::Find(int index, size_t* bytes) const {
  const auto* graph = model_->subgraphs()->Get(0);
  const auto* tensor = graph->tensors()->Get(static_cast<uint32_t>(index));
  const auto* data = model_->buffers()->Get(tensor->buffer())->data();
  if (data != nullptr && data->size() > 0) return nullptr;
  const TfLiteEvalTensor* found = interpreter_->EvalTensor(index);
  if (found == nullptr || tflite::TfLiteEvalTensorByteLength(found, bytes) != kTfLiteOk) return nullptr;
  return reinterpret_cast<const unsigned char*>(found->data.raw);
}

inline void Probe::Write(int operator_index, int tensor, const unsigned char* data, size_t bytes) {
  static const char digits[] = "0123456789abcdef";
  constexpr size_t kStep = 48;
  for (size_t from = 0; from < bytes; from += kStep) {
    char hex[2 * kStep + 1];
    const size_t count = bytes - from < kStep ? bytes - from : kStep;
    for (size_t i = 0; i < count; i++) {
      hex[2 * i] = digits[data[from + i] >> 4];
      hex[2 * i + 1] = digits[data[from + i] & 15];
    }
    hex[2 * count] = 0;
    Say("op=%d tensor=%d from=%lu of=%lu hex=%s", operator_index, tensor, static_cast<unsigned long>(from),
        static_cast<unsigned long>(bytes), hex);
  }
}

inline uint32_t Probe::BeginEvent(const char*) {
  if (depth_++ > 0 || model_ == nullptr) return 0;
  const auto* graph = model_->subgraphs()->Get(0);
  const int operators = static_cast<int>(graph->operators()->size());
  if (operator_index_ == operators) operator_index_ = 0;
  size_t bytes = 0;
  if (operator_index_ == 0) {
    Say("begin ops=%d tensors=%lu arena=%lu", operators, static_cast<unsigned long>(graph->tensors()->size()),
        static_cast<unsigned long>(interpreter_->arena_used_bytes()));
    for (uint32_t i = 0; i < graph->inputs()->size(); i++) {
      const int tensor = graph->inputs()->Get(i);
      const unsigned char* data = Find(tensor, &bytes);
      if (data != nullptr) Write(-1, tensor, data, bytes);
    }
  }
  const auto* inputs = graph->operators()->Get(static_cast<uint32_t>(operator_index_))->inputs();
  for (uint32_t i = 0; inputs != nullptr && i < inputs->size(); i++) {
    const int tensor = inputs->Get(i);
    const unsigned char* data = tensor < 0 ? nullptr : Find(tensor, &bytes);
    if (data == nullptr) continue;
    Say("op=%d reads=%d crc=%08lx", operator_index_, tensor, static_cast<unsigned long>(Crc32(data, bytes)));
  }
  return 0;
}

inline void Probe::EndEvent(uint32_t) {
  if (--depth_ > 0 || model_ == nullptr) return;
  const auto* graph = model_->subgraphs()->Get(0);
  const auto* outputs = graph->operators()->Get(static_cast<uint32_t>(operator_index_))->outputs();
  for (uint32_t i = 0; outputs != nullptr && i < outputs->size(); i++) {
    size_t bytes = 0;
    const int tensor = outputs->Get(i);
    const unsigned char* data = Find(tensor, &bytes);
    if (data != nullptr) Write(operator_index_, tensor, data, bytes);
  }
  operator_index_++;
  if (operator_index_ == static_cast<int>(graph->operators()->size())) Say("end");
}

}  // namespace kd_gate

#endif  // KD_GATE_PROBE_H_
`);
}
