// What each step was worth: the table, what saves nothing, and the classes that lost.
import { expect, test } from 'vitest';
import {
  classLosses,
  type ReportedStages,
  stageNotes,
  stageParts,
  stageRows,
  uselessSteps,
} from '../../src/report/stages.ts';

const nano = (arenaBytes: number, latencyMs?: number) => [
  { id: 'nano', name: 'Nano', arenaBytes, ...(latencyMs !== undefined && { latencyMs }) },
];
const answers = (...corrects: number[]) => corrects.map((correct) => ({ correct, total: 10 }));

const STAGES: ReportedStages = [
  {
    name: 'trained',
    floatAccuracy: { correct: 19, total: 20 },
    accuracy: { correct: 18, total: 20 },
    perClass: answers(9, 9),
    sizeBytes: 8000,
    gzipBytes: 5000,
    macs: 1000,
    zeros: 0,
    boards: nano(3000, 5),
  },
  {
    name: 'sparse',
    accuracy: { correct: 17, total: 20 },
    perClass: answers(7, 10),
    newlyWrong: 2,
    newlyRight: 1,
    flips: [{ label: 0, answer: 1, count: 2 }],
    sizeBytes: 8000,
    gzipBytes: 3500,
    macs: 1000,
    zeros: 0.5,
    boards: nano(3000, 5),
  },
  { name: 'shipped', sizeBytes: 5000, gzipBytes: 3400, macs: 1000, boards: nano(2900) },
];

test('a row for each step, the first board beside it', () => {
  const { rows, sides } = stageRows({ stages: STAGES });
  expect(rows[0]).toEqual(['step', 'float32', 'integer', 'flips', 'zeros', 'MACs', 'size', 'gzip', 'arena', 'latency']);
  expect(rows[1]).toEqual([
    'trained',
    '95.00%',
    '90.00%',
    '',
    '0.00%',
    '1,000',
    '8,000 B',
    '5,000 B',
    '3,000 B',
    '5.00 ms',
  ]);
  expect(rows[2]).toEqual([
    'sparse',
    '',
    '85.00%',
    '2 lost, 1 won',
    '50.00%',
    '1,000',
    '8,000 B',
    '3,500 B',
    '3,000 B',
    '5.00 ms',
  ]);
  expect(rows[3].slice(-2)).toEqual(['2,900 B', 'not measured']);
  expect(sides).toHaveLength(rows[0].length);
});

test('of several boards at most three have columns, with their names', () => {
  const boards = ['a', 'b', 'c', 'd'].map((id) => ({ id, name: id, arenaBytes: 1, latencyMs: 1 }));
  const { rows } = stageRows({ stages: [{ ...STAGES[0], boards }] });
  expect(rows[0].slice(8)).toEqual(['arena, a', 'latency, a', 'arena, b', 'latency, b', 'arena, c', 'latency, c']);
});

test('what saves nothing on the board says so, and what it does save', () => {
  expect(uselessSteps({ stages: STAGES })).toEqual([
    '"sparse" saves neither flash nor RAM nor time on these boards; only what is sent compressed is smaller ' +
      '(gzip 5,000 B → 3,500 B)',
  ]);
  const lighter = [STAGES[0], { ...STAGES[1], boards: nano(3000, 4.9) }];
  expect(uselessSteps({ stages: lighter })).toEqual([]);
});

test('nothing is said of savings that nobody measured, or that DECODE makes', () => {
  const noBoards = STAGES.map((stage) => ({ ...stage, boards: [] }));
  expect(uselessSteps({ stages: noBoards })).toEqual([]);
  expect(uselessSteps({ stages: STAGES, model: { decode: {} } })).toEqual([]);
  expect(uselessSteps({ stages: STAGES, model: { decode: { reason: 'too little' } } })).toHaveLength(1);
  // A time that isn't known any more is no shorter time.
  const unknown = [STAGES[0], { ...STAGES[1], boards: nano(3000) }];
  expect(uselessSteps({ stages: unknown })).toHaveLength(1);
});

test('the classes that lost most, by name where there are names', () => {
  const stages = [STAGES[0], STAGES[1]];
  expect(classLosses(stages, ['yes', 'no'])).toEqual(['class yes: 90.00% → 70.00%']);
  expect(classLosses(stages)).toEqual(['class 0: 90.00% → 70.00%']);
  expect(classLosses(STAGES)).toEqual([]);
});

test('teacher and the student without it stand above, and what became wrong below', () => {
  const steps = {
    stages: [STAGES[0], STAGES[1]],
    classes: ['yes', 'no'],
    teacher: { accuracy: { correct: 20, total: 20 } },
    scratch: { floatAccuracy: { correct: 16, total: 20 }, accuracy: { correct: 15, total: 20 } },
  };
  const { rows } = stageRows(steps);
  expect(rows.map(([name, float, integer]) => [name, float, integer])).toEqual([
    ['step', 'float32', 'integer'],
    ['teacher', '100.00%', ''],
    ['without teacher', '80.00%', '75.00%'],
    ['trained', '95.00%', '90.00%'],
    ['sparse', '', '85.00%'],
  ]);
  expect(new Set(rows.map(({ length }) => length)).size).toBe(1);
  expect(stageNotes(steps)).toContain('Newly wrong: sparse: 2 x yes for no.');
});

test('in the comment names are escaped', () => {
  const text = stageParts({ stages: [STAGES[0], STAGES[1]], classes: ['<b>|x', 'no'] }).join('\n');
  expect(text).toContain('| trained |');
  expect(text).not.toContain('<b>');
  expect(stageParts({})).toEqual([]);
});
