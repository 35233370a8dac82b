// The board that the fake interpreter runs on: it knows the answers to some inputs, and how long it takes.
export interface Answer {
  readonly asked: Uint8Array;
  readonly given: Uint8Array;
}

/** Of one model, each Invoke of which takes so many microseconds. `start`: the rest of a program. */
export function fakeBoard(answers: readonly Answer[], start: string, microseconds = 0): string {
  const [first = { asked: new Uint8Array(1), given: new Uint8Array(1) }] = answers;
  const known = answers.length > 0 ? answers : [first];
  const rows = (records: readonly Uint8Array[]) => records.map((bytes) => `    {${[...bytes].join(', ')}},\n`).join('');
  const [inputBytes, outputBytes] = [first.asked.length, first.given.length];
  return `#include "tensorflow/lite/micro/micro_interpreter.h"
#include <string.h>
static const unsigned char asked[][${inputBytes}] = {\n${rows(known.map(({ asked }) => asked))}};
static const unsigned char given[][${outputBytes}] = {\n${rows(known.map(({ given }) => given))}};
static char input_bytes[${inputBytes}];
static char output_bytes[${outputBytes}];
static TfLiteTensor TensorOf(char* bytes, size_t count) {
  TfLiteTensor tensor;
  tensor.data.raw = bytes;
  tensor.bytes = count;
  return tensor;
}
namespace fake {
extern uint64_t microseconds;
uint64_t microseconds = 0;
TfLiteTensor inputs[] = {TensorOf(input_bytes, sizeof(input_bytes))};
size_t input_count = 1;
TfLiteTensor outputs[] = {TensorOf(output_bytes, sizeof(output_bytes))};
size_t output_count = 1;
TfLiteStatus Invoke() {
  microseconds += ${microseconds};
  for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
    if (memcmp(asked[i], input_bytes, sizeof(input_bytes)) != 0) continue;
    memcpy(output_bytes, given[i], sizeof(output_bytes));
    return kTfLiteOk;
  }
  return kTfLiteError;
}
}  // namespace fake
${start}`;
}
