import { expect, test } from 'vitest';
import { schemaCheck } from '../../src/base/schema-check.ts';
import { PROPOSAL_SCHEMA, type Proposal } from '../../src/report/proposal.ts';

const isProposal = schemaCheck<Proposal>({ schema: PROPOSAL_SCHEMA, options: { allErrors: false } });

const layer = ['models', 'digits', 'student', 'layers', 0];
const proposal: Proposal = {
  model: 'digits',
  passes: true,
  changes: [
    { path: [...layer, 'conv2d', 'filters'], from: 8, to: 6 },
    { path: [...layer, 'conv2d', 'kernel'], from: [3, 3], to: 3 },
    { path: layer, from: { conv2d: { filters: 8, kernel: 3 } }, to: { separableConv2d: { filters: 8, kernel: 3 } } },
    { path: ['models', 'digits', 'export'], to: { compact: true } },
    { path: layer, from: { depthwiseConv2d: { kernel: 3 } } },
  ],
  effects: [{ measure: 'arena', scope: 'arduino-nano-33-ble', before: 9000, after: 8000, limit: 8192 }],
};

const withChange = (change: object) => ({ ...proposal, changes: [change] });

test('a proposal is plain data: what JSON makes of it is the same proposal', () => {
  const read: unknown = JSON.parse(JSON.stringify(proposal));
  expect(isProposal(read)).toBe(true);
  expect(read).toEqual(proposal);
});

test.each([
  ['a change of nothing', { path: [] }],
  ['a path of too many keys', { path: Array.from({ length: 17 }, () => 'models') }],
  ['a value that is nested too deeply', { path: ['models'], to: { a: { b: { c: { d: 1 } } } } }],
  ['a long text', { path: ['models'], to: 'x'.repeat(257) }],
  ['a long list', { path: ['models'], to: Array.from({ length: 65 }, () => 1) }],
  ['a negative index', { path: ['models', -1], to: 1 }],
])('a proposal of a stranger with %s is none', (_, change) => {
  expect(isProposal(withChange(change))).toBe(false);
});
