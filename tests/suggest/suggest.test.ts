// A failing kd.yaml to a change that passes: what is proposed is run again, as `kd-gate run` would.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { BOARD_FILES } from '../../src/board/boards/index.ts';
import { readShippedBoard } from '../../src/config/shipped-boards.ts';
import { type GateInput, runGate } from '../../src/gate/gate.ts';
import { applyChanges } from '../../src/suggest/change.ts';
import { type SuggestInput, suggest } from '../../src/suggest/suggest.ts';
import { gateInput } from '../gate/in-memory.ts';

const folder = join(import.meta.dirname, '../../fixtures/digits');
const NANO = 'arduino-nano-33-ble';
const board = must(readShippedBoard(NANO, BOARD_FILES) ?? missing());

function missing(): never {
  throw new Error('no such board');
}

function gateOf(student: string, budgets: string): GateInput {
  const yaml = `version: 1
models:
  digits:
    data:
      train: { npz: data/train.npz }
      test: { npz: data/test.npz }
      normalize: { divide: 16 }
    student: ${student}
    distill: { epochs: 6, batch: 32, optimizer: { adam: { learningRate: 3e-2 } } }
    boards: [${NANO}]
    budgets: ${budgets}
`;
  const names = ['data/train.npz', 'data/test.npz'];
  const files = new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
  return { ...gateInput(yaml, files), boards: new Map([[NANO, board]]) };
}

const CNN = `{ layers: [{ conv2d: { filters: 8, kernel: 3, stride: 2, batchNorm: true, activation: relu } },
        { conv2d: { filters: 16, kernel: 3, batchNorm: true, activation: relu } },
        { globalAveragePool: {} }, { dense: { units: 10 } }] }`;

async function suggestFor(gate: GateInput, options: Partial<SuggestInput> = {}) {
  const current = must(await runGate(gate)).report.models[0];
  const input = { gate, name: 'digits', current, trainings: 8, mostCandidates: 60, ...options };
  return { current, ...must(await suggest(input)) };
}

/** The report of the model with a proposal's changes. */
async function runChanged(gate: GateInput, changes: readonly { readonly path: readonly (string | number)[] }[]) {
  const own = changes.map(({ path, ...change }) => ({ path: path.slice(2), ...change }));
  const models = { digits: applyChanges(gate.spec.models.digits, own) };
  return must(await runGate({ ...gate, spec: { ...gate.spec, models } })).report.models[0];
}

test('what is proposed for a model that is too much work passes when it is run, and costs what was said', async () => {
  const gate = gateOf(CNN, '{ macs: { max: 15 kMACs }, accuracy: { min: 60% } }');
  const { current, proposal, judged } = await suggestFor(gate);
  expect(current.verdict).toBe('fail');
  expect(judged).toBeGreaterThan(40);
  expect(proposal?.passes).toBe(true);
  expect(proposal?.budgets).toBeUndefined();
  const again = await runChanged(gate, proposal?.changes ?? []);
  expect(again.verdict).toBe('pass');
  const effectOn = (wanted: string) => proposal?.effects.find(({ measure }) => measure === wanted);
  expect(effectOn('macs')).toMatchObject({ before: current.model.macs, after: again.model.macs, limit: 15_000 });
  const [before, after] = [current, again].map(({ boards: [{ latencyMs }] }) => latencyMs);
  expect(effectOn('latency')).toMatchObject({ before, after });
}, 60_000);

test('a change that answers the same is preferred to one of the network', async () => {
  const gate = gateOf(CNN, '{ size: { max: 3.5 KiB }, accuracy: { min: 60% } }');
  const { proposal, trained } = await suggestFor(gate);
  expect(proposal?.changes).toEqual([{ path: ['models', 'digits', 'export', 'compact'], to: true }]);
  expect(proposal?.accuracyChange).toBe(0);
  expect(trained).toHaveLength(1);
}, 60_000);

test('where nothing passes the nearest is told with the budget that would have to move; work is bounded', async () => {
  const gate = gateOf(CNN, '{ accuracy: { min: 100% } }');
  const { proposal, trained } = await suggestFor(gate, { trainings: 2 });
  expect(proposal?.passes).toBe(false);
  expect(trained.length).toBeLessThanOrEqual(20);
  const best = trained.find(({ trial }) => trial.shortfall === Math.min(...trained.map((one) => one.trial.shortfall)));
  const { correct = 0, total = 1 } = best?.report.accuracy ?? {};
  expect(proposal?.budgets).toEqual([
    {
      path: 'models.digits.budgets.accuracy.min',
      from: '100%',
      to: `${Math.floor((1000 * correct) / total) / 10}%`,
    },
  ]);
}, 60_000);

test('room that is asked for is left', async () => {
  const gate = gateOf(CNN, '{ macs: { max: 30 kMACs } }');
  const { current, proposal } = await suggestFor(gate, { headroom: 0.5 });
  expect(current.verdict).toBe('pass');
  expect(proposal?.passes).toBe(true);
  const macs = proposal?.effects.find(({ measure }) => measure === 'macs');
  expect(macs?.after).toBeLessThanOrEqual(15_000);
}, 60_000);

test('a student that is a file gets what can be done with it', async () => {
  const yaml = `version: 1
models:
  digits:
    data: { test: { npz: data/test.npz }, normalize: { divide: 16 } }
    student: { tflite: teacher.tflite }
    budgets: { size: { max: 1 KiB }, flash: { max: 20 KiB } }
`;
  const files = new Map(['data/test.npz', 'teacher.tflite'].map((name) => [name, readFileSync(join(folder, name))]));
  const { current, proposal, trained } = await suggestFor(gateInput(yaml, files));
  expect(current.verdict).toBe('fail');
  expect(trained).toHaveLength(1);
  expect(proposal).toMatchObject({ passes: false, changes: [{ path: ['models', 'digits', 'export', 'compact'] }] });
}, 60_000);

test('a budget on a class that is not there is no reason to search', async () => {
  const gate = gateOf(CNN, '{ recall: { min: { wav: 95% } } }');
  const { current, trained, reason, proposal } = await suggestFor(gate);
  expect(current.budgets[0].verdict).toBe('not measured');
  expect([trained, proposal]).toEqual([[], undefined]);
  expect(reason).toMatch(/^recall \(wav\) is not measured: /);
}, 60_000);

test('a budget that would have to move for room has the room in it', async () => {
  // No network here has so small an arena.
  const gate = gateOf(CNN, '{ arena: { max: 300 B } }');
  const { proposal } = await suggestFor(gate, { headroom: 0.3 });
  const after = proposal?.effects.find(({ measure }) => measure === 'arena');
  expect(after?.limit).toBe(Math.floor(0.7 * 300));
  const [{ to } = { to: '' }] = proposal?.budgets ?? [];
  expect(to).toBe(`${Math.ceil((after?.after ?? 0) / 0.7)} B`);
}, 60_000);

test('metrics that have a budget are told before and after', async () => {
  const gate = gateOf(CNN, '{ f1: { min: 99.9% }, macs: { max: 30 kMACs } }');
  const { current, proposal } = await suggestFor(gate, { trainings: 1 });
  const f1 = proposal?.effects.find(({ measure }) => measure === 'f1');
  expect(f1).toMatchObject({ before: current.budgets.find(({ measure }) => measure === 'f1')?.value, limit: 0.999 });
  expect(f1?.after).toBeGreaterThan(0.5);
}, 60_000);
