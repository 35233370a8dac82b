// What a person runs on the board: allocate, answer the golden records, say whether all answers are those of kd-gate.
import type { Parts } from './input.ts';

/** `say`: a statement that prints what printf would, `quoted` and further arguments; each ends with a line break. */
type Say = (quoted: string, ...values: string[]) => string;

/** With <stdio.h>. */
export const printLine: Say = (quoted, ...values) =>
  `printf(${[JSON.stringify(`${quoted}\n`), ...values].join(', ')});`;

/** C++11: `bool RunGoldenTest()`, with its arena of `arenaBytes` (C++), and what it includes. */
export function goldenProgram(
  { identifier, input, headers }: Parts,
  say: Say,
  arenaBytes = `${identifier}::kTensorArenaBytes`,
): string {
  const hasVariables = (input.resourceVariables ?? 0) > 0;
  const hasRecords = headers.some(({ name }) => name === 'model_test.h');
  const includes = [
    ...(hasVariables
      ? ['tensorflow/lite/micro/micro_allocator.h', 'tensorflow/lite/micro/micro_resource_variable.h']
      : []),
    ...(hasRecords ? [`${identifier}/model_test.h`] : []),
  ];
  return [
    `#include "${identifier}.h"`,
    ...includes.map((path) => `#include "${path}"`),
    '',
    'namespace {',
    '',
    '// Other kernels than those that kd-gate simulated may need more.',
    `constexpr size_t kArenaBytes = ${arenaBytes};`,
    'alignas(16) unsigned char g_arena[kArenaBytes];',
    '',
    'bool RunGoldenTest() {',
    `  static ${identifier}::ModelOpResolver resolver;`,
    `  if (${identifier}::RegisterModelOps(resolver) != kTfLiteOk) {`,
    `    ${say('the operators could not be registered')}`,
    '    return false;',
    '  }',
    ...interpreterLines(identifier, hasVariables),
    '  if (interpreter.AllocateTensors() != kTfLiteOk) {',
    `    ${say('AllocateTensors() failed: a larger arena? an operator that this TFLM lacks?')}`,
    '    return false;',
    '  }',
    '  const unsigned int used = static_cast<unsigned int>(interpreter.arena_used_bytes());',
    `  ${say('arena: %u of %u bytes used', 'used', 'static_cast<unsigned int>(kArenaBytes)')}`,
    ...(hasRecords ? recordLines(identifier, say) : [`  ${say('there are no golden records of this model')}`]),
    '  return true;',
    '}',
    '',
    '}  // namespace',
    '',
  ].join('\n');
}

function interpreterLines(identifier: string, hasVariables: boolean): readonly string[] {
  const model = `tflite::GetModel(${identifier}::kModelData)`;
  if (!hasVariables) {
    return ['  static tflite::MicroInterpreter interpreter(', `      ${model}, resolver, g_arena, kArenaBytes);`];
  }
  return [
    '  static tflite::MicroAllocator* allocator =',
    '      tflite::MicroAllocator::Create(g_arena, kArenaBytes);',
    '  static tflite::MicroResourceVariables* variables =',
    `      tflite::MicroResourceVariables::Create(allocator, ${identifier}::kModelResourceVariables);`,
    `  static tflite::MicroInterpreter interpreter(${model}, resolver, allocator, variables);`,
  ];
}

function recordLines(identifier: string, say: Say): readonly string[] {
  return [
    `  const int record = ${identifier}::FirstMismatch(interpreter);`,
    '  if (record >= 0) {',
    `    ${say("record %d: the board answers otherwise than kd-gate's kernels", 'record')}`,
    '    return false;',
    '  }',
    `  ${say('all %d records: the same answers, bit for bit', `static_cast<int>(${identifier}_test_records)`)}`,
  ];
}
