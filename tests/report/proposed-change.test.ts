// A proposed change as a reader of kd.yaml would say it, the same in the terminal, the comment and the page.
import { expect, test } from 'vitest';
import type { ProposedChange } from '../../src/report/proposal.ts';
import { describeProposedChange, keysOfModel } from '../../src/report/proposed-change.ts';

const layer = ['models', 'm', 'student', 'layers', 3];

test.each<readonly [string, ProposedChange, string]>([
  ['a number', { path: [...layer, 'conv2d', 'filters'], from: 8, to: 6 }, 'student.layers[3].conv2d.filters: 8 → 6'],
  ['a key that was not there', { path: ['models', 'm', 'export', 'compact'], to: true }, 'export.compact: true'],
  [
    'a layer that goes',
    { path: layer, from: { dense: { units: 4 } } },
    'student.layers[3]: { dense: { units: 4 } } goes',
  ],
  ['one without settings', { path: layer, from: { flatten: {} } }, 'student.layers[3]: { flatten: {} } goes'],
  ['a list', { path: [...layer, 'size'], from: [8, 8], to: [6, 6] }, 'student.layers[3].size: [8, 8] → [6, 6]'],
  ['a new item of a list', { path: ['models', 'm', 'boards', 1], to: 'esp32' }, 'boards[1]: esp32'],
])('%s', (_, change, text) => {
  expect(describeProposedChange(change, keysOfModel(change))).toBe(text);
  expect(describeProposedChange(change)).toBe(`models.m.${text}`);
});
