import { expect, test } from 'vitest';
import { type CommitPoints, isOf, keepPoints, pointsKey, recallPoints } from '../../src/store/points.ts';
import { prune } from '../../src/store/prune.ts';
import { TOOL } from '../report/cases.ts';
import { edited, redigested } from './forge.ts';
import { memoryFolder } from './memory-folder.ts';

const COMMIT = '1'.repeat(40);
const KEY = pointsKey(COMMIT, 'kd.yaml');
const FIGURES = { sizeBytes: 12_184, accuracy: { correct: 348, total: 360 }, boards: [{ id: 'nano', latencyMs: 4.5 }] };
const before = ['2'.repeat(40), '3'.repeat(40)];
const { version, kernelsSha256 } = TOOL;
const points: CommitPoints = {
  ...{ version, kernelsSha256, before, isWhole: false },
  models: new Map([['digits', FIGURES]]),
};

test('points are found by the commit and the path of kd.yaml, whatever kd-gate asks', async () => {
  const folder = memoryFolder();
  await keepPoints(folder, KEY, points);
  expect(await recallPoints(folder, KEY)).toEqual(points);
  expect(await recallPoints(folder, pointsKey(COMMIT, 'other/kd.yaml'))).toBeUndefined();
  expect(await recallPoints(folder, pointsKey('2'.repeat(40), 'kd.yaml'))).toBeUndefined();
  expect([isOf(points, TOOL), isOf(points, { ...TOOL, version: '0.2.0' })]).toEqual([true, false]);
});

test('what another job of the same kd-gate found of other models stays, and the longer line', async () => {
  const folder = memoryFolder();
  await keepPoints(folder, KEY, points);
  const kws = { ...FIGURES, sizeBytes: 52_000 };
  await keepPoints(folder, KEY, { ...points, before: [], models: new Map([['kws', kws]]), isWhole: true });
  const models = new Map([
    ['digits', FIGURES],
    ['kws', kws],
  ]);
  expect(await recallPoints(folder, KEY)).toEqual({ ...points, models, isWhole: true });
});

test('what another version found goes', async () => {
  const folder = memoryFolder();
  await keepPoints(folder, KEY, points);
  const newer = { ...points, version: '0.2.0', models: new Map([['kws', FIGURES]]) };
  await keepPoints(folder, KEY, newer);
  expect(await recallPoints(folder, KEY)).toEqual(newer);
});

test.each<[string, (entry: unknown) => unknown]>([
  ['cut off', (entry) => Object.fromEntries(Object.entries(Object(entry)).slice(2))],
  ['changed in a figure', (entry) => edited(entry, ['models', 0, 'figures', 'sizeBytes'], () => 1)],
  ['given another commit before', (entry) => edited(entry, ['before', 0], () => '4'.repeat(40))],
])('points that were %s are as good as not there', async (_, change) => {
  const folder = memoryFolder();
  await keepPoints(folder, KEY, points);
  const path = `points/${KEY}.json`;
  const entry: unknown = JSON.parse(new TextDecoder().decode(folder.files.get(path)));
  await folder.write(path, JSON.stringify(change(entry)));
  expect(await recallPoints(folder, KEY)).toBeUndefined();
});

test.each<[string, (entry: unknown) => unknown]>([
  ['more right answers than samples', (e) => edited(e, ['models', 0, 'figures', 'accuracy', 'correct'], () => 361)],
  ['a model twice', (e) => edited(e, ['models'], (models) => [...Array.from(Object(models)), Object(models)[0]])],
  ['a branch for a commit', (e) => edited(e, ['before', 0], () => 'main')],
  ['101 commits before it', (e) => edited(e, ['before'], () => new Array(101).fill('4'.repeat(40)))],
  ['a word more', (e) => edited(e, ['models', 0, 'figures', 'note'], () => 'x')],
])('points with %s are refused although their digest fits', async (_, change) => {
  const folder = memoryFolder();
  await keepPoints(folder, KEY, points);
  const path = `points/${KEY}.json`;
  const entry: unknown = JSON.parse(new TextDecoder().decode(folder.files.get(path)));
  await folder.write(path, JSON.stringify(redigested(change(entry))));
  expect(await recallPoints(folder, KEY)).toBeUndefined();
});

test('pruning keeps the points of the 1,024 commits that were measured last', async () => {
  const folder = memoryFolder();
  const keyOf = (i: number) => pointsKey(i.toString(16).padStart(40, '0'), 'kd.yaml');
  for (let i = 0; i < 1030; i++) await folder.write(`points/${keyOf(i)}.json`, 'x');
  await folder.write('points/mine.txt', 'x');
  await prune(folder);
  expect((await folder.list('points')).length).toBe(1024 + 1);
  expect([folder.files.has(`points/${keyOf(5)}.json`), folder.files.has(`points/${keyOf(6)}.json`)]).toEqual([
    false,
    true,
  ]);
});
