// docs/sources.md names every budget and every method that kd.yaml may name, each with a page or a source.
import { expect, test } from 'vitest';
import { orBug } from '../../src/base/problem.ts';
import { MEASURES } from '../../src/budget/measures.ts';
import { CALIBRATION_NAMES } from '../../src/compress/calibration/index.ts';
import { readShippedBoards } from '../../src/config/shipped-boards.ts';
import { AUGMENTATIONS } from '../../src/data/augment/index.ts';
import { FEATURES } from '../../src/data/features/index.ts';
import { ARCHITECTURES } from '../../src/nn/architectures/index.ts';
import { FEATURE_LOSSES } from '../../src/nn/losses/features/index.ts';
import { CLASS_LOSSES } from '../../src/nn/losses/index.ts';
import { OPTIMIZERS } from '../../src/nn/optimizers/index.ts';
import { pageAt } from './pages.ts';

/** The first cell of a row, and whether the row has a page or a source behind it. */
const rows = pageAt('docs/sources.md')
  .text.split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, first, ...others]) => ({ first, isSourced: others.filter((cell) => cell !== '').length > 0 }));

const NAMES = {
  budgets: MEASURES,
  losses: Object.keys(CLASS_LOSSES),
  'losses of layers': Object.keys(FEATURE_LOSSES),
  optimizers: Object.keys(OPTIMIZERS),
  augmentations: Object.keys(AUGMENTATIONS),
  architectures: Object.keys(ARCHITECTURES),
  calibrations: CALIBRATION_NAMES,
  features: Object.keys(FEATURES),
} as const satisfies Readonly<Record<string, readonly string[]>>;

test.each(Object.entries(NAMES))('%s: each has a row with its page or source', (_, names) => {
  const missing = names.filter(
    (name) => !rows.some(({ first, isSourced }) => isSourced && new RegExp(`(\`|^)${name}\\b`).test(first)),
  );
  expect(missing).toEqual([]);
});

test('every board that ships names its sources', () => {
  const { boards } = orBug(readShippedBoards());
  expect(boards.length).toBeGreaterThan(50);
  expect(boards.filter(({ sources }) => (sources ?? []).length === 0).map(({ id }) => id)).toEqual([]);
});
