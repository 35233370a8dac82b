// What the probe reads of a model, with the signatures of TFLM's schema_generated.h. The test program fills it.
#ifndef FAKE_SCHEMA_GENERATED_H_
#define FAKE_SCHEMA_GENERATED_H_

#include <stdint.h>

#include <vector>

namespace fake {
template <class T>
struct Vector {
  std::vector<T> values;
  uint32_t size() const { return static_cast<uint32_t>(values.size()); }
  T Get(uint32_t i) const { return values[i]; }
};
}  // namespace fake

namespace tflite {

struct Buffer {
  fake::Vector<uint8_t> bytes;
  // flatbuffers give nullptr where the file has none.
  const fake::Vector<uint8_t>* data() const { return bytes.size() > 0 ? &bytes : nullptr; }
};

struct Tensor {
  uint32_t buffer_index;
  uint32_t buffer() const { return buffer_index; }
};

struct Operator {
  fake::Vector<int32_t> input_list, output_list;
  const fake::Vector<int32_t>* inputs() const { return &input_list; }
  const fake::Vector<int32_t>* outputs() const { return &output_list; }
};

struct SubGraph {
  fake::Vector<const Tensor*> tensor_list;
  fake::Vector<const Operator*> operator_list;
  fake::Vector<int32_t> input_list;
  const fake::Vector<const Tensor*>* tensors() const { return &tensor_list; }
  const fake::Vector<const Operator*>* operators() const { return &operator_list; }
  const fake::Vector<int32_t>* inputs() const { return &input_list; }
};

struct Model {
  fake::Vector<const SubGraph*> subgraph_list;
  fake::Vector<const Buffer*> buffer_list;
  const fake::Vector<const SubGraph*>* subgraphs() const { return &subgraph_list; }
  const fake::Vector<const Buffer*>* buffers() const { return &buffer_list; }
};

}  // namespace tflite

#endif  // FAKE_SCHEMA_GENERATED_H_
