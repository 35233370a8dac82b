// Features of TFLM's front end: windows one after the other, each sample from a fresh state, whole numbers of 16 bits.
import { describe, expect, test } from 'vitest';
import { describeProblem, must, problemsOf } from '../../src/base/problem.ts';
import { random } from '../../src/base/random.ts';
import type { NumberArray } from '../../src/data/array.ts';
import { extractAll, prepareFeatures } from '../../src/data/features/extract.ts';
import { FEATURES } from '../../src/data/features/index.ts';
import { tflmFrontend } from '../../src/gate/tflm-frontend.ts';
import { MAKERS } from '../micro/oracle.ts';

const tools = { makeFrontend: () => tflmFrontend(MAKERS.wasm) };
const SECTION = { tflmFrontend: {} };
const extract = (x: NumberArray) => must(extractAll(must(prepareFeatures(SECTION, FEATURES, { x }, tools)), { x }));
const source = random(3, 'sound');
const sound = Int16Array.from({ length: 2 * 1600 }, () => source.normal() * 4000);
const pcm: NumberArray = { shape: [2, 1600], dtype: 'int16', values: sound };

describe('tflmFrontend', () => {
  test('makes [frames, 40, 1] of int8 from 30 ms every 20 ms', () => {
    const { shape, dtype, values } = extract(pcm);
    // 480 + 3 * 320 = 1440 of 1600.
    expect([shape, dtype]).toEqual([[2, 4, 40, 1], 'int8']);
    expect(values).toBeInstanceOf(Int8Array);
    expect(extract({ shape: [1, 16000], dtype: 'int16', values: new Int16Array(16000) }).shape).toEqual([1, 49, 40, 1]);
  });

  test('runs the windows of a sample in turn, and forgets them before the next sample', () => {
    const { values } = extract(pcm);
    const { reset, run } = tflmFrontend(MAKERS.reference);
    for (const sample of [0, 1]) {
      reset();
      for (let frame = 0; frame < 4; frame++) {
        const from = 1600 * sample + 320 * frame;
        expect(values.slice(160 * sample + 40 * frame).slice(0, 40)).toEqual(run(sound.slice(from, from + 480)));
      }
    }
    const alone = extract({ ...pcm, shape: [1, 1600], values: sound.slice(1600) });
    expect(alone.values).toEqual(values.slice(160));
  });

  test('takes sound from -1 to 1 as the same whole numbers, and clamps what is louder', () => {
    const values = Float32Array.from(sound, (v) => v / 32768);
    expect(extract({ ...pcm, dtype: 'float32', values }).values).toEqual(extract(pcm).values);
    const loud = { ...pcm, dtype: 'float32', values: values.map((v) => Math.sign(v) * 5) } as const;
    const most = { ...pcm, values: sound.map((v) => (v > 0 ? 32767 : v < 0 ? -32768 : 0)) };
    expect(extract(loud).values).toEqual(extract(most).values);
  });

  // All bins are zero: log gives 0, and (0 * 256 + 333) / 666 - 128 is the least that int8 holds.
  test('of silence is -128', () => {
    const silence = extract({ ...pcm, values: new Int16Array(3200) });
    expect(new Set(silence.values)).toEqual(new Set([-128]));
  });

  test.each([
    [
      'another rate',
      { x: pcm, rate: 8000 },
      "tflmFrontend: the signal has 8000 values a second, TFLM's front end takes 16000",
    ],
    ['short samples', { x: { ...pcm, shape: [8, 400] } }, 'tflmFrontend: a window has 480 values, a sample only 400'],
  ])('refuses %s', (_, set, message) => {
    const outcome = prepareFeatures(SECTION, FEATURES, set, tools);
    expect(problemsOf(outcome).map(describeProblem).join()).toContain(message);
  });
});
