// Golden records: inputs, and the outputs that the board must print for them, byte by byte.
import { cBytes, guarded, namespaced } from './c-text.ts';

/** One inference: all inputs, and all outputs, each in the graph's order. */
export interface GoldenRecord {
  readonly inputs: Uint8Array;
  readonly outputs: Uint8Array;
}

/** `records`: at least one, all alike. The C++ function needs TFLM's interpreter, the arrays nothing. */
export function goldenHeader(identifier: string, records: readonly GoldenRecord[]): string {
  const [{ inputs, outputs }] = records;
  const [inputArray, outputArray] = [`${identifier}_test_inputs`, `${identifier}_test_outputs`];
  const initializer = (parts: readonly Uint8Array[]) =>
    parts.map((bytes) => `    {\n${cBytes(bytes, '        ')}\n    },`).join('\n');
  const body = `#include <stddef.h>
#include <string.h>

enum {
  ${identifier}_test_records = ${records.length},
  ${identifier}_test_input_bytes = ${inputs.length},
  ${identifier}_test_output_bytes = ${outputs.length},
};
static const unsigned char ${inputArray}[${records.length}][${inputs.length}] = {
${initializer(records.map((record) => record.inputs))}
};
static const unsigned char ${outputArray}[${records.length}][${outputs.length}] = {
${initializer(records.map((record) => record.outputs))}
};

${namespaced(identifier, [firstMismatch(inputArray, outputArray, identifier)])}`;
  return guarded(identifier, 'TEST', body);
}

function firstMismatch(inputArray: string, outputArray: string, identifier: string): string {
  return `// -1 where this board answers every record bit for bit, else the first record that differs or can't be run.
template <typename Interpreter>  // tflite::MicroInterpreter, after AllocateTensors()
int FirstMismatch(Interpreter& interpreter) {
  for (int record = 0; record < ${identifier}_test_records; record++) {
    const unsigned char* input = ${inputArray}[record];
    const unsigned char* output = ${outputArray}[record];
    interpreter.Reset();
    for (size_t i = 0; i < interpreter.inputs_size(); i++) {
      memcpy(interpreter.input(i)->data.raw, input, interpreter.input(i)->bytes);
      input += interpreter.input(i)->bytes;
    }
    if (interpreter.Invoke() != 0) return record;
    for (size_t i = 0; i < interpreter.outputs_size(); i++) {
      if (memcmp(interpreter.output(i)->data.raw, output, interpreter.output(i)->bytes) != 0) return record;
      output += interpreter.output(i)->bytes;
    }
  }
  return -1;
}`;
}
