import { describe, expect, test } from 'vitest';
import { modelLibrary, table } from '../../../fixtures/oracle/evidence.ts';
import { must } from '../../../src/base/problem.ts';
import { profileOf } from '../../../src/micro/profile.ts';
import { arenaFor } from '../simulate.ts';

const modelOf = modelLibrary();
const arenaOf = (model: string, profile: string) =>
  must(arenaFor(modelOf({ source: 'models', model }), profileOf(profile)));

// mcufit-bench@88f8d23 on an ESP32 DevKit with ESP-IDF 5.5: MicroInterpreter::arena_used_bytes().
test.each([
  ['person_detect', 82300],
  ['kws_ref_model', 22780],
  ['pretrainedResnet_quant', 54364],
  ['ad01_int8', 2380],
])('%s takes the %i bytes that a real ESP32 printed', (model, used) => {
  expect(arenaOf(model, 'esp32/esp_nn').arenaUsedBytes).toBe(used);
});

describe('chips with the same ABI and kernels take the same', () => {
  test.each(['esp32', 'esp32s3', 'esp32p4'])('%s without ESP-NN as ESP32-C3 without it', (chip) => {
    for (const model of ['kws_ref_model', 'hello_world_float', 'xtensa_micro_speech_lstm']) {
      expect(arenaOf(model, `${chip}/reference`)).toEqual(arenaOf(model, 'esp32c3/reference'));
    }
  });

  test('generic kernels want no scratch of convolutions, in neither version', () => {
    expect(arenaOf('kws_ref_model', 'esp32c3/esp_nn-1.1.2')).toEqual(arenaOf('kws_ref_model', 'esp32/esp_nn'));
  });
});

// docs/esp32.md and the issue: an update from 1.1.2 to 1.2.3 breaks arenas in the field, both ways.
test.each([
  ['kws_ref_model', 'esp32s3', 57244, 35500],
  ['pretrainedResnet_quant', 'esp32s3', 90524, 110140],
  ['person_detect', 'esp32s3', 122572, 122572],
  ['kws_ref_model', 'esp32p4', 57228, 27948],
])('%s on %s takes %i bytes with 1.1.2 and %i with 1.2.3', (model, chip, before, after) => {
  expect(arenaOf(model, `${chip}/esp_nn-1.1.2`).arenaUsedBytes).toBe(before);
  expect(arenaOf(model, `${chip}/esp_nn`).arenaUsedBytes).toBe(after);
});

test('every chip, version and kind of model is among the arenas that arena.test.ts compares', () => {
  const rows = table('esp-arenas');
  const profiles = new Set(rows.map(({ profile }) => profile));
  expect([...profiles].sort()).toEqual([
    'esp32/esp_nn',
    'esp32/esp_nn-1.1.2',
    'esp32c3/esp_nn',
    'esp32c3/esp_nn-1.1.2',
    'esp32c3/reference',
    'esp32p4/esp_nn',
    'esp32p4/esp_nn-1.1.2',
    'esp32s3/esp_nn',
    'esp32s3/esp_nn-1.1.2',
  ]);
  expect(rows.length).toBe(2534);
});
