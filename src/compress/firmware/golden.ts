// Golden records: inputs, and the outputs that the board must print for them, byte by byte.
import type { Model } from '../../tflite/model.ts';
import { cBytes, guarded, namespaced } from './c-text.ts';

/** One inference: all inputs, and all outputs, each in the graph's order. */
export interface GoldenRecord {
  readonly inputs: Uint8Array;
  readonly outputs: Uint8Array;
}

/**
 * Whether its records follow each other with the state kept. MicroInterpreter::Reset() gives variables their zero point
 * and lets no CALL_ONCE run again (micro_resource_variable.cc ResetAll, call_once.cc), so that nothing but a new
 * interpreter starts such a model afresh.
 */
export function isSequence({ subgraphs }: Model): boolean {
  return subgraphs.some(({ operators }) => operators.some(({ code }) => code === 'CALL_ONCE'));
}

/** `records`: at least one, all alike. The C++ function needs TFLM's interpreter, the arrays nothing. */
export function goldenHeader(identifier: string, records: readonly GoldenRecord[], inSequence: boolean): string {
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

${namespaced(identifier, [firstMismatch(inputArray, outputArray, identifier, inSequence)])}`;
  return guarded(identifier, 'TEST', body);
}

function firstMismatch(inputArray: string, outputArray: string, identifier: string, inSequence: boolean): string {
  const note = inSequence
    ? '// The records follow each other with the state kept: before anything else is invoked.\n'
    : '';
  const answer =
    "// -1 where this board answers every record bit for bit, else the first record that differs or can't be run.";
  return `${note}${answer}
template <typename Interpreter>  // tflite::MicroInterpreter, after AllocateTensors()
int FirstMismatch(Interpreter& interpreter) {
  for (int record = 0; record < ${identifier}_test_records; record++) {
    const unsigned char* input = ${inputArray}[record];
    const unsigned char* output = ${outputArray}[record];
${inSequence ? '' : '    interpreter.Reset();\n'}    for (size_t i = 0; i < interpreter.inputs_size(); i++) {
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
