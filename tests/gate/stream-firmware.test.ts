// What firmware is told of a model with state: ESPHome's arena and cutoff, and golden records that follow each other.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { readNpz } from '../../src/data/readers/npz.ts';
import { runGate } from '../../src/gate/gate.ts';
import { measureArena } from '../../src/micro/arena/arena.ts';
import { profileOf } from '../../src/micro/profile.ts';
import { resolve } from '../../src/micro/resolve.ts';
import { readModel } from '../../src/tflite/read.ts';
import { npzOf } from '../data/npz.ts';
import { gateInput } from './in-memory.ts';

const file = (name: string) => readFileSync(join(import.meta.dirname, '../../fixtures', name));
const wake = file('streaming/wake.tflite');
const [x, y, answers] = must(readNpz(file('streaming/recordings.npz'), ['x', 'y', 'answers']));
const [count, steps, features] = x.shape;
const SCALE = 0.0988045483827591;

async function filesOf(stream: string): Promise<ReadonlyMap<string, string>> {
  const yaml = `version: 1
models:
  wake:
    task: binary
    data: { test: { npz: test.npz }, stream: ${stream}, normalize: { subtract: -128, divide: ${1 / SCALE} } }
    student: { tflite: wake.tflite }
    export: { firmware: [esp-idf] }
`;
  const data = npzOf({
    x: { type: '|i1', shape: [count, steps, features], values: x.values as Int8Array },
    y: { type: '|u1', shape: [count], values: y.values as Uint8Array },
  });
  const files = new Map<string, Uint8Array>([
    ['wake.tflite', wake],
    ['test.npz', data],
  ]);
  const { artifacts } = must(await runGate(gateInput(yaml, files)));
  return new Map(artifacts.map(({ name, content }) => [name, String(content)]));
}

test("ESPHome's tensor_arena_size is the larger of ESP32 and ESP32-S3, without the table of variables", async () => {
  const resolved = must(resolve(must(readModel(wake))));
  const arenas = ['esp32/esp_nn', 'esp32s3/esp_nn'].map((id) => profileOf(id));
  const without = arenas.map((profile) => must(measureArena(resolved, profile, { variableTable: false })));
  const { micro } = JSON.parse((await filesOf('{}')).get('esphome.json') ?? '');
  // The arena comes from the heap: up to 16 bytes are lost where it begins.
  expect(micro.tensor_arena_size).toBe(Math.max(...without.map(({ arenaMinBytes }) => arenaMinBytes)) + 16);
  for (const [i, profile] of arenas.entries()) {
    const { tailByCategory } = must(measureArena(resolved, profile));
    // MicroResourceVariables with 12 bytes and two entries of 20, each to a multiple of 16 from where they begin:
    // 116 -> 128 -> 176. What is left are the bytes of the variables: 4 x 8 and 9 x 12, to multiples of 16.
    expect(tailByCategory.resourceVariables - without[i].tailByCategory.resourceVariables).toBe(60);
    expect(without[i].tailByCategory.resourceVariables).toBe(32 + 112);
  }
});

test('the golden test of ESP-IDF has the arena of the most demanding chip', async () => {
  const resolved = must(resolve(must(readModel(wake))));
  const bytes = ['esp32', 'esp32s3', 'esp32c3', 'esp32p4'].map(
    (chip) => must(measureArena(resolved, profileOf(`${chip}/esp_nn`))).arenaMinBytes,
  );
  const program = (await filesOf('{}')).get('esp-idf/NAME/examples/golden_test/main/golden_test.cc');
  expect(program).toContain(`kArenaBytes = ${Math.max(...bytes)};`);
});

test.each([
  ['{}', 1, 0.97],
  ['{ answer: max, window: 4 }', 4, 0.97],
  // More than 0.5 is level 129 of 256 and up; ESPHome asks for a mean above the whole part of 255 * cutoff: 128.
  ['{ answer: max, window: 3, threshold: 0.5 }', 3, 128],
  ['{ answer: max, window: 3, threshold: 0.9648 }', 3, 246],
  ['{ answer: max, threshold: 7 }', 1, 255],
  ['{ answer: max, threshold: -3 }', 1, 0],
] as const)('stream: %s is the same question on the device', async (stream, window, cutoff) => {
  const { micro } = JSON.parse((await filesOf(stream)).get('esphome.json') ?? '');
  expect(micro.sliding_window_size).toBe(window);
  if (cutoff < 1 && cutoff > 0) expect(micro.probability_cutoff).toBe(cutoff);
  else expect(Math.trunc(micro.probability_cutoff * 255)).toBe(cutoff);
});

test('golden records are the first steps of a recording with the state kept, as TensorFlow answers them', async () => {
  const header = (await filesOf('{}')).get('esp-idf/NAME/include/NAME/model_test.h') ?? '';
  expect(header).not.toContain('Reset()');
  expect(header).toContain('with the state kept');
  const outputs = header.slice(header.indexOf('_test_outputs['));
  const bytes = [...outputs.matchAll(/^ +(0x[0-9a-f]{2}),?$/gm)].map(([, byte]) => Number(byte));
  expect(bytes).toEqual(Array.from(answers.values.slice(0, 4), Number));
});

test('a model without CALL_ONCE starts each record afresh by Reset()', async () => {
  const yaml = `version: 1\nmodels:\n  m:\n    student: { tflite: m.tflite }\n`;
  const files = new Map([['m.tflite', new Uint8Array(file('arena/fc_10x2.tflite'))]]);
  const { artifacts } = must(await runGate(gateInput(yaml, files)));
  expect(String(artifacts.find(({ name }) => name === 'model_test.h')?.content)).toContain('interpreter.Reset();');
});
