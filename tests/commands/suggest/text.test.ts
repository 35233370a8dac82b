// What `kd-gate suggest` prints of what was found.
import { expect, test } from 'vitest';
import { renderSuggestions, renderSuggestionsJson } from '../../../src/commands/suggest/text.ts';
import type { Proposal } from '../../../src/report/proposal.ts';
import { CASES } from '../../report/cases.ts';

const layer = ['models', 'm', 'student', 'layers', 3];
const [report] = CASES.fail.models;
const proposal: Proposal = {
  ...{ model: 'm', passes: true, judged: 1500, trained: 2, accuracyChange: -0.005 },
  changes: [{ path: [...layer, 'conv2d', 'filters'], from: 8, to: 6 }],
  effects: [{ measure: 'size', before: 4096, after: 3072, limit: 3500 }],
};

test('a proposal says what it changes, what that costs and what it leaves of the budgets', () => {
  const text = renderSuggestions([
    { name: 'm', current: { report, passes: false }, judged: 1500, trained: 2, proposal },
  ]);
  expect(text).toContain('m: passes with this change (1500 candidates judged without training, 2 trained)');
  expect(text).toContain('layers[3].conv2d.filters: 8 → 6');
  expect(text).toMatch(/accuracy −0\.50.pp/);
  expect(text).toMatch(/size: 4,096.B → 3,072.B, −1,024.B \(−25\.0%\); budget 3,500.B/);
});

test('what only came nearest is told as that, with the budgets that would have to move', () => {
  const budgets = [{ path: 'models.m.budgets.accuracy.min', from: '99%', to: '97.2%' }];
  const nearest = { ...proposal, passes: false, budgets };
  const text = renderSuggestions([
    { name: 'm', current: { report, passes: false }, judged: 9, trained: 2, proposal: nearest },
  ]);
  expect(text).toContain('nothing that was tried passes; this came nearest');
  expect(text).toContain('It would pass with models.m.budgets.accuracy.min: 97.2% in place of 99%');
});

test('a model that passes is told so', () => {
  const text = renderSuggestions([{ name: 'm', current: { report, passes: true }, judged: 0, trained: 0 }]);
  expect(text).toContain('m: passes already');
});

test('as JSON a proposal is the data that it is', () => {
  const text = renderSuggestionsJson([
    { name: 'm', current: { report, passes: false }, judged: 1500, trained: 2, proposal },
  ]);
  expect(JSON.parse(text)).toEqual({
    version: 1,
    models: [{ name: 'm', passes: false, judged: 1500, trained: 2, proposal }],
  });
});
