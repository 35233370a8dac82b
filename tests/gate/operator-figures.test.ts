// What a report has of each operator and of the arena's head over time, against the models' own files.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { orBug } from '../../src/base/problem.ts';
import { measureModel, onBoard } from '../../src/gate/measure.ts';
import { profileOf } from '../../src/micro/profile.ts';
import { contradictionsOf } from '../../src/report/contradictions.ts';
import { curveOf } from '../../src/report/learning-curve.ts';
import { boardOf } from '../board/shipped.ts';
import { MAKERS } from '../micro/oracle.ts';

const CORES = ['cortex-m4f/cmsis_nn', 'cortex-m7f/cmsis_nn', 'cortex-m4f/reference'];
const measured = (path: string) => {
  const bytes = readFileSync(new URL(`../../fixtures/${path}.tflite`, import.meta.url));
  return orBug(measureModel(bytes, CORES.map(profileOf), MAKERS.reference));
};

test('of one operator the input lives from the start, the output with it', () => {
  const { figures } = measured('arena/relu_1x1024');
  expect(figures.arenaMaps).toMatchObject([
    {
      profiles: CORES,
      buffers: [
        { kind: 'tensor', bytes: 1024, from: -1, to: 0 },
        { kind: 'tensor', bytes: 1024, from: 0, to: 0 },
      ],
    },
  ]);
});

test.each(['arena/graph09', 'digits/teacher'])('%s: the map adds up to what the arena says of its peak', (path) => {
  const { figures, model } = measured(path);
  const { arenaMaps = [], profiles, operators } = figures;
  expect(arenaMaps.flatMap((map) => map.profiles).sort()).toEqual([...CORES].sort());
  for (const { profiles: ids, buffers } of arenaMaps) {
    const alive = operators.map((_, i) =>
      buffers.filter(({ from, to }) => from <= i && i <= to).reduce((sum, { bytes }) => sum + bytes, 0),
    );
    for (const id of ids) {
      const { peak, headBytes } = profiles[id];
      expect({ operator: alive.indexOf(Math.max(...alive)), bytes: Math.max(...alive) }).toEqual(peak);
      // The head ends with the last buffer, at a multiple of 16.
      expect(Math.max(...buffers.map(({ offset, bytes }) => Math.ceil((offset + bytes) / 16) * 16))).toBe(headBytes);
    }
  }
  const names = new Set(model.subgraphs[0].tensors.map(({ name }) => name.slice(-20)));
  for (const { name = '' } of arenaMaps[0].buffers.filter(({ kind }) => kind === 'tensor')) {
    expect(names).toContain(name.slice(-20));
  }
});

test('weights of all operators are the constants of the file, each once', () => {
  const { figures, model } = measured('digits/teacher');
  const [{ tensors, operators }] = model.subgraphs;
  const used = new Set(operators.flatMap(({ inputs }) => inputs.filter((i) => i >= 0).map((i) => tensors[i].buffer)));
  const constants = [...used].reduce((sum, buffer) => sum + model.buffers[buffer].length, 0);
  expect(figures.operators.reduce((sum, { weightBytes = 0 }) => sum + weightBytes, 0)).toBe(constants);
  expect(constants).toBeGreaterThan(figures.sizeBytes / 2);
});

test('instructions and milliseconds of all operators are those of the model', () => {
  const board = boardOf('arduino-nano-33-ble');
  const measurement = measured('digits/teacher');
  const { costs = {}, operators } = measurement.figures;
  const sumOf = (values: readonly (number | null)[] = []) => values.reduce<number>((sum, own) => sum + (own ?? 0), 0);
  const { instructions = 0, instructionsByOperator } = costs[board.profile];
  expect(instructionsByOperator).toHaveLength(operators.length);
  // Each is rounded.
  expect(Math.abs(sumOf(instructionsByOperator) - instructions)).toBeLessThanOrEqual(operators.length / 2);
  const on = onBoard(board, measurement);
  expect(on.msByOperator).toHaveLength(operators.length);
  expect(sumOf(on.msByOperator)).toBeCloseTo(on.latencyMs ?? 0, 9);
});

test('figures by operator that no model can have are told', () => {
  const { figures } = measured('arena/relu_1x1024');
  const [map] = figures.arenaMaps ?? [];
  const [buffer] = map.buffers;
  const told = (part: object) => contradictionsOf({ model: { ...figures, ...part }, boards: [] });
  expect(told({})).toEqual([]);
  expect(told({ arenaMaps: [{ ...map, profiles: ['toString'] }] })).toEqual([
    "an arena map is of a profile that is not among the model's",
  ]);
  expect(told({ arenaMaps: [map, map] })).toEqual(['two arena maps are of the same profile']);
  const changed = (part: object) => ({
    arenaMaps: [{ profiles: [CORES[0]], buffers: [{ ...buffer, ...part }] }],
  });
  expect(told(changed({ offset: 2048 }))).toEqual([expect.stringContaining('lies outside of its 2048 B')]);
  expect(told(changed({ to: 7 }))).toEqual([expect.stringContaining('operators that are not there')]);
  const [operator] = figures.operators;
  expect(told({ operators: [{ ...operator, weightBytes: figures.sizeBytes + 1 }] })).toEqual([
    expect.stringContaining('of weights, the file has'),
  ]);
  expect(told({ costs: { [CORES[0]]: { instructionsByOperator: [1, 2] } } })).toEqual([
    'figures by operator are of 2 operators, the model has 1',
  ]);
});

test('a learning curve keeps its best and its last epoch, however long the training was', () => {
  const history = Array.from({ length: 10_000 }, (_, i) => ({ epoch: i + 1, trainLoss: 1 / (i + 1) }));
  const curve = curveOf(history, 7777);
  expect(curve.length).toBeLessThanOrEqual(256);
  expect(curve.map(({ epoch }) => epoch)).toEqual(expect.arrayContaining([1, 7777, 10_000]));
  expect(curveOf([], 0)).toEqual([]);
  const validation = { loss: Number.MAX_VALUE, accuracy: { correct: 3, total: 4 } };
  expect(curveOf([{ epoch: 1, trainLoss: 2, validation }], 1)).toEqual([
    { epoch: 1, trainLoss: 2, validationLoss: 1e15, validationAccuracy: 0.75 },
  ]);
  const training = { formula: 'L', epochs: 1, bestEpoch: 1, trainableParameters: 1, curve };
  const { figures: model } = measured('arena/relu_1x1024');
  expect(contradictionsOf({ model, boards: [], training })).toEqual([
    'the learning curve has epochs that are not among the 1 in their order',
  ]);
});
