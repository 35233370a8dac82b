// The part of the program that is the same on every board: allocate, answer the fixed input, time Invoke, print a line.
import { cString } from '../c-text.ts';
import { FILL_FACTOR, FILL_SEED, FILL_STEP, type Fill, type ProfilerInput, type ProfilerModel } from './input.ts';

/** What the board gives: C++ expressions and a statement. */
export interface Port {
  /** A running count, of 32 bits or more: the low 32 are taken. */
  readonly ticks: string;
  readonly ticksPerSecond: string;
  /** Clock rate of the core in hertz; 0 where nobody knows. */
  readonly clockHz: string;
  /** Prints `line`, a C string, and ends the line. */
  readonly print: string;
  /** Lets others run between two measurements; may be empty. */
  readonly rest: string;
}

/** Begins every line that kd-gate reads. */
export const LINE_HEAD = 'kd-gate-calibrate 1';

/** C++11: `void CalibrateOnce()`, and what it includes. */
export function profilerProgram({ models, arenaBytes }: ProfilerInput, port: Port): string {
  const hasVariables = models.some(({ resourceVariables }) => resourceVariables > 0);
  const headers = [
    'tensorflow/lite/micro/micro_interpreter.h',
    'tensorflow/lite/schema/schema_generated.h',
    ...(hasVariables
      ? ['tensorflow/lite/micro/micro_allocator.h', 'tensorflow/lite/micro/micro_resource_variable.h']
      : []),
    ...models.flatMap(({ identifier }) => [`${identifier}_data.h`, `${identifier}_resolver.h`]),
  ];
  return [
    '#include <stdarg.h>\n#include <stdint.h>\n#include <stdio.h>\n#include <string.h>\n',
    ...headers.map((path) => `#include "${path}"`),
    '\nnamespace {\n',
    `// Kernels other than those that kd-gate simulated may need more.\nconstexpr size_t kArenaBytes = ${arenaBytes};`,
    'alignas(16) uint8_t g_arena[kArenaBytes];\n',
    COMMON,
    portFunctions(port),
    RUN.replace('@INTERPRETER@', hasVariables ? WITH_VARIABLES : WITHOUT_VARIABLES),
    ...models.map(modelFunction),
    'void CalibrateOnce() {',
    `  Say("begin models=${models.length} clock=%lu compiler=%s", static_cast<unsigned long>(ClockHz()), kCompiler);`,
    ...models.map((_, i) => `  Calibrate${i}();`),
    '  Say("end");\n}\n\n}  // namespace\n',
  ].join('\n');
}

const COMMON = `#ifdef __VERSION__
constexpr char kCompiler[] = __VERSION__;
#else
constexpr char kCompiler[] = "unknown";
#endif

struct ModelToTime {
  const char* name;
  const char* sha256;
  const unsigned char* data;
  size_t bytes;
  // A letter for each input: b bytes, f floats, z zeros.
  const char* fills;
  int variables;
};

uint32_t Crc32(uint32_t crc, const void* from, size_t bytes) {
  const unsigned char* data = static_cast<const unsigned char*>(from);
  crc = ~crc;
  for (size_t i = 0; i < bytes; i++) {
    crc ^= data[i];
    for (int bit = 0; bit < 8; bit++) crc = (crc & 1u) != 0 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
  }
  return ~crc;
}
`;

function portFunctions({ ticks, ticksPerSecond, clockHz, print, rest }: Port): string {
  return `uint32_t Ticks() { return static_cast<uint32_t>(${ticks}); }
uint32_t TicksPerSecond() { return static_cast<uint32_t>(${ticksPerSecond}); }
uint32_t ClockHz() { return static_cast<uint32_t>(${clockHz}); }
void Rest() { ${rest} }
void PrintLine(const char* line) { ${print} }

// A line and its CRC-32, so that kd-gate sees what a serial line lost.
void Say(const char* format, ...) {
  static char line[400];
  const int head = snprintf(line, sizeof(line), "%s", "${LINE_HEAD} ");
  va_list values;
  va_start(values, format);
  vsnprintf(line + head, sizeof(line) - static_cast<size_t>(head) - 16, format, values);
  va_end(values);
  const size_t length = strlen(line);
  const uint32_t crc = Crc32(0, line, length);
  snprintf(line + length, sizeof(line) - length, " check=%08lx", static_cast<unsigned long>(crc));
  PrintLine(line);
}
`;
}

const WITHOUT_VARIABLES = `  tflite::MicroInterpreter interpreter(tflite::GetModel(model.data), resolver, g_arena, kArenaBytes);`;

const WITH_VARIABLES = `  tflite::MicroAllocator* allocator = tflite::MicroAllocator::Create(g_arena, kArenaBytes);
  tflite::MicroResourceVariables* variables =
      model.variables > 0 ? tflite::MicroResourceVariables::Create(allocator, model.variables) : nullptr;
  tflite::MicroInterpreter interpreter(tflite::GetModel(model.data), resolver, allocator, variables);`;

const RUN = `void Failed(const ModelToTime& model, const char* at) {
  Say("failed model=%s sha256=%s at=%s arena=%lu", model.name, model.sha256, at,
      static_cast<unsigned long>(kArenaBytes));
}

// The same bytes as kd-gate feeds its own interpreter.
void Fill(tflite::MicroInterpreter& interpreter, const char* fills) {
  uint32_t state = ${FILL_SEED}u;
  for (size_t i = 0; i < interpreter.inputs_size(); i++) {
    char* data = interpreter.input(i)->data.raw;
    const size_t bytes = interpreter.input(i)->bytes;
    const char fill = fills[i];
    const size_t step = fill == 'f' ? sizeof(float) : 1;
    for (size_t at = 0; at + step <= bytes; at += step) {
      state = state * ${FILL_FACTOR}u + ${FILL_STEP}u;
      const int8_t value = static_cast<int8_t>(fill == 'z' ? 0 : state >> 24);
      const float real = static_cast<float>(value) / 128.0f;
      memcpy(data + at, fill == 'f' ? static_cast<const void*>(&real) : static_cast<const void*>(&value), step);
    }
  }
}

constexpr int kRuns = 9;
// Of one run: many clocks count slowly, some at 32,768 Hz.
constexpr uint64_t kLeastMicroseconds = 50000;

uint64_t Nanoseconds(uint32_t ticks) { return static_cast<uint64_t>(ticks) * 1000000000u / TicksPerSecond(); }

// False where Invoke fails.
bool TimeRun(tflite::MicroInterpreter& interpreter, const ModelToTime& model, uint32_t loops, uint64_t* each) {
  uint64_t sum = 0;
  for (uint32_t i = 0; i < loops; i++) {
    // An arena keeps no inputs: Invoke may write over them.
    Fill(interpreter, model.fills);
    const uint32_t before = Ticks();
    if (interpreter.Invoke() != kTfLiteOk) return false;
    sum += Nanoseconds(Ticks() - before);
  }
  *each = sum / loops;
  return true;
}

void TimeModel(const ModelToTime& model, const tflite::MicroOpResolver& resolver) {
@INTERPRETER@
  if (interpreter.AllocateTensors() != kTfLiteOk) return Failed(model, "AllocateTensors");
  Fill(interpreter, model.fills);
  if (interpreter.Invoke() != kTfLiteOk) return Failed(model, "Invoke");
  uint32_t answers = 0;
  for (size_t i = 0; i < interpreter.outputs_size(); i++) {
    answers = Crc32(answers, interpreter.output(i)->data.raw, interpreter.output(i)->bytes);
  }
  // Warm caches and branch predictors, and how many runs make up for a coarse clock.
  uint64_t each = 0;
  if (!TimeRun(interpreter, model, 2, &each)) return Failed(model, "Invoke");
  const uint64_t wanted = kLeastMicroseconds * 1000 / (each + 1) + 1;
  const uint32_t loops = static_cast<uint32_t>(wanted > 200 ? 200 : wanted);
  uint64_t runs[kRuns];
  for (int run = 0; run < kRuns; run++) {
    Rest();
    if (!TimeRun(interpreter, model, loops, &each)) return Failed(model, "Invoke");
    int at = run;
    for (; at > 0 && runs[at - 1] > each; at--) runs[at] = runs[at - 1];
    runs[at] = each;
  }
  const auto whole = [](uint64_t ns) { return static_cast<unsigned long>(ns / 1000); };
  const auto part = [](uint64_t ns) { return static_cast<unsigned long>(ns % 1000); };
  const uint64_t least = runs[0], median = runs[kRuns / 2], most = runs[kRuns - 1];
  Say("model=%s sha256=%s bytes=%lu data=%08lx arena=%lu answers=%08lx runs=%d loops=%lu us=%lu.%03lu "
      "least=%lu.%03lu most=%lu.%03lu",
      model.name, model.sha256, static_cast<unsigned long>(model.bytes),
      static_cast<unsigned long>(Crc32(0, model.data, model.bytes)),
      static_cast<unsigned long>(interpreter.arena_used_bytes()), static_cast<unsigned long>(answers), kRuns,
      static_cast<unsigned long>(loops), whole(median), part(median), whole(least), part(least), whole(most),
      part(most));
}
`;

const LETTERS: Readonly<Record<Fill, string>> = { bytes: 'b', floats: 'f', zeros: 'z' };

function modelFunction(model: ProfilerModel, index: number): string {
  const { identifier, sha256, fills, resourceVariables } = model;
  const letters = fills.map((fill) => LETTERS[fill]).join('');
  const values = [cString(identifier), cString(sha256), `${identifier}::kModelData`, `${identifier}::kModelDataBytes`];
  return `void Calibrate${index}() {
  static const ModelToTime model = {${[...values, cString(letters), String(resourceVariables)].join(',\n      ')}};
  static ${identifier}::ModelOpResolver resolver;
  static bool is_registered = false;
  if (!is_registered && ${identifier}::RegisterModelOps(resolver) != kTfLiteOk) return Failed(model, "RegisterModelOps");
  is_registered = true;
  TimeModel(model, resolver);
}
`;
}
