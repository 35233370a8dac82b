// tflite-micro, micro_profiler_interface.h
#ifndef FAKE_MICRO_PROFILER_INTERFACE_H_
#define FAKE_MICRO_PROFILER_INTERFACE_H_

#include <stdint.h>

namespace tflite {
namespace micro {
class MicroProfilerInterface {
 public:
  virtual ~MicroProfilerInterface() {}
  virtual uint32_t BeginEvent(const char* tag) = 0;
  virtual void EndEvent(uint32_t event_handle) = 0;
};
}  // namespace micro
using micro::MicroProfilerInterface;
}  // namespace tflite

#endif  // FAKE_MICRO_PROFILER_INTERFACE_H_
