import { describe, expect, test } from 'vitest';
import { median } from '../../bench/latency/least-squares.ts';
import { type CountRow, modelLibrary, table } from '../../fixtures/oracle/evidence.ts';
import { must } from '../../src/base/problem.ts';
import { instructionsOf } from '../../src/board/instructions.ts';
import { workOf } from '../../src/micro/model-work.ts';
import { profileOf } from '../../src/micro/profile.ts';
import { resolve } from '../../src/micro/resolve.ts';

const modelOf = modelLibrary();
const resolved = (row: CountRow) => must(resolve(modelOf(row)));
const rows = table('esp-counts');

// Copies were counted with picolibc's memcpy, a loop over bytes; ESP-IDF's takes words.
const judged = rows.flatMap((row) => {
  const predicted = instructionsOf(resolved(row), profileOf(row.profile))[row.i];
  if ('reason' in predicted || predicted.routine === 'copy') return [];
  return [{ ...row, predicted, error: Math.abs(predicted.instructions / row.instructions - 1) }];
});

describe('executed instructions of the ESP32 family (fixtures/oracle/esp-counts.json.gz)', () => {
  const groups = new Map<string, typeof judged>();
  for (const row of judged) {
    const key = `${row.op} on ${row.profile}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }

  test('the median error of every operator and profile is at most 10 %', () => {
    const found = [...groups].map(([key, list]) => [key, median(list.map(({ error }) => error))] as const);
    expect(found.filter(([, error]) => error > 0.1)).toEqual([]);
    expect(found.length).toBeGreaterThan(50);
    expect(judged.length).toBeGreaterThan(1200);
  });

  test('convolutions and dense layers within 2 %, but the smallest of them', () => {
    const heavy = judged.filter(
      ({ op, profile, instructions }) =>
        ['CONV_2D', 'FULLY_CONNECTED'].includes(op) && profile.startsWith('esp32c3') && instructions > 20_000,
    );
    expect(heavy.filter(({ error }) => error > 0.02).map(({ model, profile }) => `${model} on ${profile}`)).toEqual([]);
  });

  // ../shared/oracle/esp/README.md: instructions per Invoke.
  test.each([
    ['kws_ref_model', 25_827_641, 24_240_187, 142_877_105],
    ['pretrainedResnet_quant', 96_412_028, 92_977_331, 594_887_916],
    ['ad01_int8', 2_454_668, 2_454_668, 2_479_012],
    ['micro_speech_quantized', 1_799_835, 1_753_434, 15_374_694],
    ['person_detect', 58_658_973, 54_603_668, 380_800_917],
  ])('%s as a whole, within 1.5 %', (model, ...counted) => {
    const model_ = must(resolve(modelOf({ source: 'models', model })));
    const found = ['esp32c3/esp_nn', 'esp32c3/esp_nn-1.1.2', 'esp32c3/reference'].map((id) =>
      instructionsOf(model_, profileOf(id)).reduce((sum, o) => sum + ('reason' in o ? Number.NaN : o.instructions), 0),
    );
    for (const [i, instructions] of found.entries()) {
      expect(Math.abs(instructions / counted[i] - 1)).toBeLessThan(0.015);
    }
  });
});

describe('which kernel runs under ESP-NN', () => {
  const routineOf = (model: string, id: string) => {
    const [{ work }] = workOf(must(resolve(modelOf({ source: 'sweep', model }))), profileOf(id));
    return 'reason' in work ? work.reason : work.routine;
  };

  test.each([
    ['conv_k5x5_h16w16_ci1_co8_s1_same', 'conv KxK'],
    ['conv_k1x1_h1w1_ci16_co16_s1_same', 'conv 1x1'],
    ['dw_k3x3_h8w8_c4_m2_s1_same', 'depthwise multiplier'],
    ['dw_k5x5_h8w8_c3_m1_s1_same', 'depthwise'],
    ['fc_10x2', 'dense'],
    // esp_nn/depthwise_conv.cc hands dilated ones on; TANH and PAD it doesn't have.
    ['dw_k3x3_h8w8_c16_m1_s1_same_d2', 'reference depthwise'],
    ['tanh_1x16', 'tanh'],
    ['pad_1x8x8x1_0_0_2_2_2_2_0_0', 'reference pad int8'],
  ])('%s: %s', (model, routine) => expect(routineOf(model, 'esp32c3/esp_nn')).toBe(routine));

  test('a 5x5 convolution of 16x16 with padding 2: taps inside the image, one channel at a time', () => {
    const model = modelOf({ source: 'sweep', model: 'conv_k5x5_h16w16_ci1_co8_s1_same' });
    const [{ work }] = workOf(must(resolve(model)), profileOf('esp32/esp_nn'));
    // 74 pairs of row and kernel row inside, as many of columns; 16 columns for each pair of rows.
    expect(work).toMatchObject({
      counts: { macs4: 0, macs1: 74 * 74 * 8, taps: 74 * 74 * 8, taps4: 0, rows: 74 * 16 * 8, outputs: 256 * 8 },
      weightPasses: 256,
    });
  });
});
