// What a failing model is told to change: one line above, the diff and its price below.
import { expect, test } from 'vitest';
import { renderComment } from '../../src/report/comment.ts';
import { toPassLines } from '../../src/report/to-pass.ts';
import { PROPOSAL, proposed } from './proposals.ts';

test('the comment says the change and what it costs, and shows it as a diff', () => {
  const text = renderComment(proposed(PROPOSAL)).replaceAll('\u00a0', ' ');
  expect(text).toContain('**To pass:** student.layers\\[0\\].conv2d.filters: 12 → 8; accuracy −0.40 pp.');
  expect(text).toContain(
    '```diff\n# kd.yaml, line 21\n-        - conv2d: { filters: 12 }\n+        - conv2d: { filters: 8 }\n' +
      '# kd.yaml, line 30\n     seed: 1\n+    quantize: { mode: int8 }\n```',
  );
  expect(text).toMatch(/\| size +\| +17,424 B \| +12,800 B \| 16,384 B \|/);
  expect(text).not.toMatch(/\| macs +\| +5/);
});

test('larger changes that answer better are told below, with what they bring', () => {
  const changes = [{ path: ['models', 'digits', 'distill', 'epochs'], from: 8, to: 16 }];
  const text = renderComment(proposed({ ...PROPOSAL, others: [{ changes, size: 0.2, accuracyChange: 0.012 }] }));
  expect(text.replaceAll('\u00a0', ' ')).toContain('\n- passes as well: distill.epochs: 8 → 16; accuracy +1.20 pp\n');
});

test('what came nearest is not called a way to pass', () => {
  const budgets = [{ path: 'models.digits.budgets.accuracy.min', from: '97%', to: '96.4%' }];
  const report = proposed({ ...PROPOSAL, passes: false, budgets });
  expect(toPassLines(report)).toEqual([]);
  expect(renderComment(report)).toContain(
    'It would pass with models.digits.budgets.accuracy.min: 96.4% in place of 97%.',
  );
});

test('a text that would end the block, or call somebody, does neither', () => {
  const edits = [{ line: 1, before: ['a'], after: ['```', '@octocat <script>'] }];
  const changes = [{ path: ['models', 'digits', 'x'], to: '@octocat <b>' }];
  const text = renderComment(proposed({ ...PROPOSAL, edits, changes }));
  expect(text).toContain('````diff\n');
  expect(text).not.toMatch(/@octocat|<b>/);
});
