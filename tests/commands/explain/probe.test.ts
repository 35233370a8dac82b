// The header that prints tensors, through a compiler onto a fake TFLM, and what `explain --against` says of its lines.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { crc32 } from '../../../src/base/digest.ts';
import { must } from '../../../src/base/problem.ts';
import { OUT_FOLDER } from '../../../src/commands/defaults.ts';
import { explainCommand } from '../../../src/commands/explain.ts';
import { executeCommand } from '../../../src/commands/program.ts';
import { createInterpreter } from '../../../src/micro/interpret.ts';
import { resolve } from '../../../src/micro/resolve.ts';
import { kernelsRounding } from '../../../src/simd/reference/other-roundings.ts';
import { createMemory } from '../../../src/simd/wasm.ts';
import { readModel } from '../../../src/tflite/read.ts';
import { compile, here, runProgram, STRICT, TOOLCHAINS, writeInto } from '../../compress/firmware/toolchains.ts';
import { MAKERS } from '../../micro/oracle.ts';
import { memoryHost, memoryIo } from '../io.ts';

const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../../../fixtures/explain', name));
const image = new Uint8Array(fixture('image.tflite'));
const model = must(readModel(image));
const [graph] = model.subgraphs;
const recorded: { readonly many: { readonly input: readonly (readonly number[])[] } } = JSON.parse(
  fixture('answers.json').toString(),
);
const engine = { makeKernels: MAKERS.wasm, version: '0.1.0' } as unknown as Parameters<typeof memoryHost>[1];

async function explain(files: Readonly<Record<string, Uint8Array | string>>, options: object) {
  const io = memoryIo({ 'm.tflite': image, ...files });
  const status = await executeCommand(explainCommand, memoryHost(io, engine), ['m.tflite'], {
    out: OUT_FOLDER,
    ...options,
  });
  return { status, ...io.written, files: io.files };
}

const record = Uint8Array.from(recorded.many.input[0], (value) => value & 255);

/** By tensor, as a board with these kernels would have them. */
function tensorsOf(makeKernels = MAKERS.reference, fed = record): Map<number, Uint8Array> {
  const interpreter = must(createInterpreter(must(resolve(model)), makeKernels));
  interpreter.write(interpreter.inputs[0], fed);
  must(interpreter.invoke());
  const [tensors] = interpreter.subgraphTensors;
  return new Map(tensors.filter(({ isConstant }) => !isConstant).map((t) => [t.index, interpreter.read(t).slice()]));
}

/** A program that answers with the tensors of the file beside it, and spoils one of them before an operator. */
function program(): string {
  const list = (values: Iterable<number>) => `{${[...values].join(', ')}}`;
  const setUp = [
    ...graph.tensors.map(({ buffer }) => `tensors.push_back({${buffer}u});`),
    ...model.buffers.map((bytes) => `buffers.push_back(bytes_of(${bytes.length > 0 ? 1 : 0}));`),
    ...graph.operators.map(({ inputs, outputs }) => `operators.push_back(op(${list(inputs)}, ${list(outputs)}));`),
  ];
  const copies = graph.operators.map(
    ({ outputs }, i) => `case ${i}: ${outputs.map((o) => `copy(${o});`).join(' ')} break;`,
  );
  return `#include <stdio.h>
#include "kd_gate_probe.h"
#include "tensorflow/lite/schema/schema_generated.h"
static std::vector<unsigned char> right[${graph.tensors.length}];
static std::vector<unsigned char> now[${graph.tensors.length}];
static int spoiled = -1, spoiled_at = -1;
static void copy(int tensor) { now[tensor] = right[tensor]; }
namespace fake {
TfLiteEvalTensor* EvalTensor(const TfLiteContext*, int index) {
  static TfLiteEvalTensor found;
  found.data.raw = reinterpret_cast<char*>(now[index].data());
  found.bytes = now[index].size();
  return &found;
}
void Between(int operator_index) {
  if (operator_index == spoiled_at) now[spoiled][7] = static_cast<unsigned char>(now[spoiled][7] ^ 1u);
}
void Run(int operator_index) {
  switch (operator_index) {
    ${copies.join('\n    ')}
    default: break;
  }
}
}
static tflite::Buffer bytes_of(unsigned count) { tflite::Buffer made; made.bytes.values.resize(count); return made; }
static tflite::Operator op(std::vector<int32_t> inputs, std::vector<int32_t> outputs) {
  tflite::Operator made;
  made.input_list.values = inputs;
  made.output_list.values = outputs;
  return made;
}
static int number(FILE* file) { int value = 0; return fscanf(file, "%d", &value) == 1 ? value : 0; }
static void Print(const char* line) { printf("I (12) main: %s\\r\\n", line); }
int main() {
  FILE* file = fopen("tensors.txt", "r");
  for (auto& tensor : right) {
    tensor.resize(static_cast<size_t>(number(file)));
    for (auto& value : tensor) value = static_cast<unsigned char>(number(file));
  }
  spoiled = number(file);
  spoiled_at = number(file);
  std::vector<tflite::Tensor> tensors;
  std::vector<tflite::Buffer> buffers;
  std::vector<tflite::Operator> operators;
  ${setUp.join('\n  ')}
  tflite::SubGraph graph;
  for (const auto& tensor : tensors) graph.tensor_list.values.push_back(&tensor);
  for (const auto& each : operators) graph.operator_list.values.push_back(&each);
  graph.input_list.values = ${list(graph.inputs)};
  tflite::Model model;
  model.subgraph_list.values.push_back(&graph);
  for (const auto& buffer : buffers) model.buffer_list.values.push_back(&buffer);
  for (int input : graph.input_list.values) copy(input);
  static unsigned char arena[16];
  tflite::MicroOpResolver resolver;
  kd_gate::Probe probe(Print);
  kd_gate::ProbedInterpreter interpreter(probe, &model, resolver, arena, sizeof(arena));
  return interpreter.Invoke() == kTfLiteOk ? 0 : 1;
}
`;
}

const compiler = TOOLCHAINS.find(({ runs, isHere }) => runs && isHere);

let folder = '';
beforeAll(async () => {
  if (!compiler) return;
  folder = mkdtempSync(join(tmpdir(), 'kd-gate-probe-'));
  const { files } = await explain({}, { probe: 'kd_gate_probe.h', json: true });
  writeInto(join(folder, 'kd_gate_probe.h'), String(files.get('kd_gate_probe.h')));
  writeInto(join(folder, 'main.cc'), program());
  compile(compiler.cpp, ['-std=c++11', ...STRICT, '-I', here('tflm-probe'), 'main.cc', '-o', 'program'], folder);
}, 120_000);
afterAll(() => {
  if (folder !== '') rmSync(folder, { recursive: true });
});

function logOf(contents: ReadonlyMap<number, Uint8Array>, spoiled = { tensor: -1, at: -1 }): string {
  const rows = graph.tensors.map((_, i) => [contents.get(i)?.length ?? 0, ...(contents.get(i) ?? [])].join(' '));
  writeInto(join(folder, 'tensors.txt'), `${rows.join('\n')}\n${spoiled.tensor} ${spoiled.at}\n`);
  return runProgram('./program', folder).stdout;
}

const explained = async (log: string | Uint8Array, options: object = {}, files = {}) => {
  const { status, out, err } = await explain(
    { 'board.log': log, ...files },
    { against: 'board.log', json: true, ...options },
  );
  expect(err).toBe('');
  return { status, ...JSON.parse(out) };
};

describe.skipIf(!compiler)('what the probe prints', () => {
  test('of a board with the same kernels is the same, noise around it or not', async () => {
    const log = logOf(tensorsOf());
    const { status, tensors } = await explained(`rst:0x1\r\n${log}`);
    expect(tensors).toMatchObject({
      odd: [],
      lost: [],
      checked: 5,
      operators: 5,
      printed: 6,
      arenaUsedBytes: 12345,
      warnings: [],
    });
    expect(tensors).not.toHaveProperty('first');
    expect(status).toBe(0);
  });

  test('of an operator that errs: the first tensor, and that operator alone', async () => {
    const contents = tensorsOf();
    const tensor = graph.operators[1].outputs[0];
    const wrong = contents.get(tensor) ?? expect.unreachable('no such tensor');
    wrong[5] ^= 4;
    const { status, tensors } = await explained(logOf(contents));
    expect(tensors.first).toMatchObject({
      operator: 1,
      op: 'DEPTHWISE_CONV_2D',
      tensor,
      difference: { values: 1, first: { index: 5 } },
    });
    // What follows is the right network's, so it is odd of what it reads now, if that byte reaches it.
    expect(tensors.odd[0]).toMatchObject({ operator: 1, op: 'DEPTHWISE_CONV_2D' });
    expect(status).toBe(1);
  });

  test('of kernels that round once', async () => {
    const once = tensorsOf((bytes) => kernelsRounding('once', createMemory(bytes)), record);
    const { tensors } = await explained(logOf(once));
    expect(tensors.odd.length).toBeGreaterThan(0);
    for (const { rounding } of tensors.odd) expect(rounding).toBe('once');
  });

  test('of memory that something writes over: which tensor, and who read it', async () => {
    const [tensor] = graph.operators[1].outputs;
    const { tensors, status } = await explained(logOf(tensorsOf(), { tensor, at: 2 }));
    expect(tensors.lost).toEqual([expect.objectContaining({ operator: 2, op: 'CONV_2D', tensor })]);
    expect(status).toBe(1);
  });

  test('of another input than --input: the cause by the input itself', async () => {
    const signs = record.map((byte) => byte ^ 0x80);
    const log = logOf(tensorsOf(MAKERS.reference, signs));
    const { input, tensors, status } = await explained(log, { input: 'in.bin' }, { 'in.bin': record });
    expect(input).toMatchObject({ bytes: 360, of: 360 });
    expect(input.reproducing.map(({ id }: { id: string }) => id)).toContain('input-sign');
    expect(tensors).not.toHaveProperty('first');
    expect(status).toBe(1);
  });

  test('with a line that the serial line damaged: the tensor is left out, and that is told', async () => {
    const log = logOf(tensorsOf());
    const damaged = log.replace(/(tensor=10 from=48 of=240 hex=)../, '$1zz');
    const { tensors } = await explained(damaged);
    expect(tensors.warnings).toEqual([
      expect.stringContaining('damaged on the serial line: line '),
      expect.stringContaining('left out: tensor 10'),
    ]);
    expect(tensors.printed).toBe(5);
  });
});

describe('a log', () => {
  const line = (said: string) => {
    const head = `kd-gate-tensor 1 ${said}`;
    return `${head} check=${crc32(new TextEncoder().encode(head)).toString(16).padStart(8, '0')}\n`;
  };

  test.each([
    [
      'of another model',
      line('begin ops=9 tensors=44 arena=1'),
      'the model on the board has 9 operators and 44 tensors',
    ],
    ['without its beginning', line('op=0 reads=0 crc=00000000'), 'save the log from before Invoke() on'],
    [
      'of a tensor of another size',
      line('begin ops=5 tensors=14 arena=1') + line('op=0 tensor=9 from=0 of=7 hex=00'),
      'tensor 9 960 bytes in the file and 7 on the board',
    ],
    ['without the input', line('begin ops=5 tensors=14 arena=1'), "lacks a part of the model's input"],
  ])('%s is a mistake', async (_, log, message) => {
    const { status, err } = await explain({ 'board.log': log }, { against: 'board.log' });
    expect(err).toContain(message);
    expect(status).toBe(2);
  });
});
