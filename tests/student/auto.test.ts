import { expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { axesOf, searchAuto, settle, trialEpochs } from '../../src/student/auto.ts';
import { networkOf, sectionOf as section } from './settings.ts';
import { type Call, datasetOf, softmaxRegression } from './softmax-regression.ts';

test('what is auto is searched: the rate first, then what a teacher is heard with', () => {
  const all = section({ learningRate: 'auto', temperature: 'auto', alpha: 'auto' });
  const rates = { name: 'learningRate', candidates: [0.002, 0.006, 0.02, 0.06] };
  expect(axesOf(all, true)).toEqual([
    rates,
    { name: 'temperature', candidates: [1.5, 3, 6] },
    { name: 'alpha', candidates: [0, 0.1, 0.5] },
  ]);
  // Nobody to be heard.
  expect(axesOf(all, false)).toEqual([rates]);
  expect(axesOf(section({}), true)).toEqual([]);
});

test('settled settings are numbers: the found ones, else the written ones, else the defaults', () => {
  const written = settle(section({ learningRate: 0.5, temperature: 7, alpha: 0.3 }), 600);
  expect(written).toMatchObject({ temperature: 7, alpha: 0.3, optimizer: { adam: { learningRate: 0.5, beta1: 0.9 } } });
  expect(written).not.toHaveProperty('learningRate');
  const chosen = { learningRate: 0.003, temperature: 2, alpha: 0.5 };
  expect(settle(section({ learningRate: 'auto', temperature: 'auto', alpha: 'auto' }), 600, chosen)).toMatchObject({
    temperature: 2,
    alpha: 0.5,
    optimizer: { adam: { learningRate: 0.003 } },
  });
  expect(settle(section({ temperature: 'auto', alpha: 'auto' }), 600)).toMatchObject({ temperature: 3, alpha: 0.1 });
});

test.each([
  [2, 2],
  [8, 3],
  [30, 8],
  [80, 20],
])('trials of %d epochs take %d', (epochs, expected) => {
  expect(trialEpochs({ epochs })).toBe(expected);
});

// Two clouds at -1 and 1 that are learned the sooner the higher the rate.
test('the short trainings are real ones on held-out samples, and the best rate of them is chosen', async () => {
  const calls: Call[] = [];
  const count = 40;
  const values = Array.from({ length: count }, (_, i) => (i % 2 === 0 ? -1 : 1));
  const train = datasetOf(
    values,
    values.map((v) => Number(v > 0)),
  );
  const input = { network: networkOf(1, 2), train, seed: 1, makeTrainer: softmaxRegression(calls) };
  const done: number[] = [];
  const auto = section({ learningRate: 'auto', epochs: 8, batch: 8, validation: 0 });
  const found = must(await searchAuto(input, auto, (trial) => done.push(trial)));
  expect(found?.epochs).toBe(3);
  expect(done).toEqual([1, 2, 3, 4]);
  expect(found?.trials.map(({ settings }) => settings.learningRate)).toEqual([0.002, 0.006, 0.02, 0.06]);
  // A fifth of 40 samples is held out, as the training itself holds out none.
  for (const { accuracy } of found?.trials ?? []) expect(accuracy?.total).toBe(8);
  const losses = found?.trials.map(({ labelLoss }) => labelLoss) ?? [];
  expect(losses).toEqual([...losses].sort((a, b) => b - a));
  expect(found?.chosen.learningRate).toBe(0.06);
  expect(Math.max(...calls.map(({ learningRate }) => learningRate))).toBeCloseTo(0.06, 5);
});

test('nothing is trained where nothing is auto', async () => {
  const input = { network: networkOf(1, 2), train: datasetOf([1, 2], [0, 1]), seed: 1 };
  const makeTrainer = () => expect.unreachable();
  expect(must(await searchAuto({ ...input, makeTrainer }, section({})))).toBeUndefined();
});

// Of two samples a class a fifth, rounded, is none.
test('too few samples to hold any out are a mistake of the data', async () => {
  const train = datasetOf([-1, 1, -1, 1], [0, 1, 0, 1]);
  const input = { network: networkOf(1, 2), train, seed: 1, makeTrainer: softmaxRegression() };
  const outcome = await searchAuto(input, section({ learningRate: 'auto', epochs: 3, batch: 2 }));
  expect(outcome).toMatchObject({ ok: false, problems: [{ code: 'student/too-few' }] });
});
