// The judge is scipy.signal.resample_poly (fixtures/sound/make.py).
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { attempt, must } from '../../../src/base/problem.ts';
import { readNpz } from '../../../src/data/readers/npz.ts';
import { resampler } from '../../../src/data/sound/resample.ts';

const file = Uint8Array.from(readFileSync('fixtures/sound/expected.npz'));
const floats = (name: string) => Float32Array.from(must(readNpz(file, [name]))[0].values);
const signal = floats('signal');

describe('as scipy.signal.resample_poly', () => {
  test.each([
    [8000, 16000],
    [16000, 8000],
    [44100, 16000],
    [48000, 16000],
    [22050, 16000],
    [11025, 8000],
    [16000, 15999],
  ])('%d to %d', (from, to) => {
    const wanted = floats(`resampled_${from}_${to}`);
    const { resample, lengthOf } = must(attempt(() => resampler(from, to)));
    const got = resample(signal);
    expect(got.length).toBe(wanted.length);
    expect(lengthOf(signal.length)).toBe(wanted.length);
    const worst = got.reduce((most, value, i) => Math.max(most, Math.abs(value - wanted[i])), 0);
    // One unit in the last place of float32 below 1.
    expect(worst).toBeLessThanOrEqual(2 ** -23);
  });

  test('the same rate is the same sound', () => {
    expect(must(attempt(() => resampler(16000, 16000))).resample(signal)).toBe(signal);
  });

  test('rates without a ratio are refused before a filter is made', () => {
    const message = '767999 and 16000 samples a second have no ratio of small numbers; write another rate';
    expect(attempt(() => resampler(767999, 16000))).toMatchObject({ problems: [{ code: 'data/wav', message }] });
  });

  test('a small file is not blown up: 34 KB of 100 values a second would be 2^28 of 768 kHz', () => {
    const message = 'would make 768000 values a second of 100; write rate: 100, or at most 16 times as much';
    expect(attempt(() => resampler(100, 768000))).toMatchObject({ problems: [{ code: 'data/wav', message }] });
    expect(attempt(() => resampler(1000, 16000)).ok).toBe(true);
  });
});
