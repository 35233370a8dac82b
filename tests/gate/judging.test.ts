import { expect, test } from 'vitest';
import type { Board } from '../../src/board/board.ts';
import type { Limit } from '../../src/budget/judge.ts';
import type { ModelRules } from '../../src/config/rules.ts';
import { rulesOfBase } from '../../src/gate/judging.ts';

const board = (id: string, ramBytes = 1024): Board => ({
  ...{ id, name: id, mcu: 'x', profile: 'cortex-m4f/cmsis_nn', clockHz: 1, ramBytes, flashBytes: 1, sources: [] },
});
const limit = (measure: 'size' | 'arena', value: number, line: number): Limit => ({
  ...{ measure, kind: 'max', value, ofBaseline: false, level: 'fail', text: `${value} B` },
  place: { file: 'kd.yaml', line },
});
const rules = (limits: readonly Limit[], boards: readonly Board[]): ModelRules => ({
  ...{ limits, boards, reserve: [], testSet: new Map(), teacher: new Map(), section: '' },
});
const spec = { placeOf: () => ({ file: 'kd.yaml', line: 9 }) };

test("the base's budgets and boards judge, on the head's lines, with the boards that the head adds", () => {
  const base = new Map([['old', rules([limit('size', 8, 3), limit('arena', 4, 4)], [board('a'), board('b')])]]);
  const head = new Map([
    ['fresh', rules([limit('size', 80, 7)], [board('b', 4096), board('c')])],
    ['new', rules([], [])],
  ]);
  const judging = rulesOfBase(base, head, new Map([['fresh', 'old']]), spec);
  // A model that the base doesn't have has no other rules than its own.
  expect([...judging.keys()]).toEqual(['fresh']);
  const { limits = [], boards = [] } = judging.get('fresh') ?? {};
  expect(limits.map(({ measure, value, place }) => [measure, value, place?.file, place?.line])).toEqual([
    ['size', 8, 'kd.yaml', 7],
    ['arena', 4, 'kd.yaml', 9],
  ]);
  expect(boards).toMatchObject([
    { id: 'a', ramBytes: 1024 },
    { id: 'b', ramBytes: 1024 },
    { id: 'c', ramBytes: 1024 },
  ]);
});

test("the base's reserve judges every model, new ones too", () => {
  const kept = (bytes: number) => [{ memory: 'ram', bytes, text: `${bytes} B` } as const];
  const base = new Map([['old', { ...rules([], [board('a')]), reserve: kept(4096) }]]);
  const head = new Map(
    ['old', 'new'].map((name) => [name, { ...rules([limit('size', 1, 3)], [board('a')]), reserve: kept(1) }]),
  );
  const judging = rulesOfBase(base, head, new Map(), spec);
  expect([...judging].map(([name, { reserve, limits }]) => [name, reserve, limits.length])).toEqual([
    ['old', kept(4096), 0],
    ['new', kept(4096), 1],
  ]);
});

test("the base's limit of one board stands on the head's line of that board", () => {
  const on = (one: string | undefined, line: number): Limit => ({ ...limit('arena', 8, line), only: one });
  const base = new Map([['m', rules([on('a', 3), on('b', 4), on('c', 5)], [])]]);
  const head = new Map([['m', rules([on('b', 7), on('a', 8)], [])]]);
  const { limits = [] } = rulesOfBase(base, head, new Map(), spec).get('m') ?? {};
  expect(limits.map(({ only: one, place }) => [one, place?.line])).toEqual([
    ['a', 8],
    ['b', 7],
    ['c', 7],
  ]);
});
