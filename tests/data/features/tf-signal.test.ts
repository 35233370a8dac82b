// Features beside those of tf.signal, recorded by fixtures/features/make.py; windows, filters and transforms by hand.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { must } from '../../../src/base/problem.ts';
import { extractAll, prepareFeatures } from '../../../src/data/features/extract.ts';
import { FEATURES } from '../../../src/data/features/index.ts';
import { melFilters } from '../../../src/data/features/mel.ts';
import { windowOf } from '../../../src/data/features/window.ts';
import { readNpz } from '../../../src/data/readers/npz.ts';
import { featuresOf } from './section.ts';

const FOLDER = join(import.meta.dirname, '../../../fixtures/features');
const fileNamed = (name: string) => new Uint8Array(readFileSync(join(FOLDER, name)));
const recorded = JSON.parse(readFileSync(join(FOLDER, 'cases.json'), 'utf8'));
const arrayIn = (file: string, name: string) => must(readNpz(fileNamed(file), [name]))[0];

interface RecordedCase {
  readonly name: string;
  readonly signal: string;
  readonly kind: string;
  readonly power?: boolean;
}

const CASES: readonly RecordedCase[] = recorded.cases;

test.each(CASES.map((settings, i) => [settings.name, settings, i] as const))('%s', (_, settings, i) => {
  const { name: _name, signal, kind, power, ...others } = settings;
  const x = arrayIn('signals.npz', signal);
  const section = featuresOf({ [kind]: { ...others, ...(power && { spectrum: 'power' }) } });
  const set = { x: { ...x, shape: [1, ...x.shape] } };
  const found = must(extractAll(must(prepareFeatures(section, FEATURES, set)), set));
  const expected = arrayIn('expected.npz', `e${i}`);
  expect(found.shape).toEqual([1, ...expected.shape]);
  const distances = Array.from(expected.values, (value, at) => Math.abs(value - found.values[at]));
  const worst = distances.reduce((most, distance) => Math.max(most, distance), 0);
  expect(worst).toBeLessThan(1e-4);
});

test('windows are those of tf.signal: periodic for even lengths, symmetric for odd ones', () => {
  const close = (found: Float64Array, expected: readonly number[]) => {
    for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 6);
  };
  close(windowOf('hann', 8), recorded.hann8);
  close(windowOf('hann', 5), recorded.hann5);
  close(windowOf('hamming', 6), recorded.hamming6);
  close(windowOf('none', 3), [1, 1, 1]);
});

test('filters are those of tf.signal.linear_to_mel_weight_matrix', () => {
  const { first, counts, weights } = melFilters({ bands: 4, bins: 9, rate: 8000, lower: 100, upper: 3500 });
  const dense = Array.from({ length: 9 }, () => [0, 0, 0, 0]);
  let at = 0;
  for (let band = 0; band < 4; band++) {
    for (let i = 0; i < counts[band]; i++) dense[first[band] + i][band] = weights[at++];
  }
  const worst = dense.flatMap((row, bin) => row.map((weight, band) => Math.abs(weight - recorded.mel[bin][band])));
  expect(Math.max(...worst)).toBeLessThan(1e-5);
});
