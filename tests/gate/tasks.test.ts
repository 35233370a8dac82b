// Binary, multi-label and regression through the whole gate, on small made-up data whose right answers are known.
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { random } from '../../src/base/random.ts';
import { runGate } from '../../src/gate/gate.ts';
import { contradictionsOf } from '../../src/report/contradictions.ts';
import { readReport } from '../../src/report/read.ts';
import { rowsOf } from '../../src/report/rows.ts';
import { renderJson, renderText } from '../../src/report/text.ts';
import { npyOf, npzOf } from '../data/npz.ts';
import { gateInput } from './in-memory.ts';

/** Points of the square from -1 to 1. */
function points(count: number, seed: string): Float32Array {
  const source = random(7, seed);
  return Float32Array.from({ length: 2 * count }, () => 2 * source.uniform() - 1);
}

type Rule = (a: number, b: number) => readonly number[];

const asked = (x: Float32Array, rule: Rule) =>
  Array.from({ length: x.length / 2 }, (_, n) => rule(x[2 * n], x[2 * n + 1])).flat();

function filesOf(rule: Rule, type: '<f4' | '|u1', isFlat = false): Map<string, Uint8Array> {
  const set = (count: number, seed: string) => {
    const x = points(count, seed);
    const y = asked(x, rule);
    const shape = isFlat ? [count] : [count, y.length / count];
    return npzOf({ x: { type: '<f4', shape: [count, 2], values: x }, y: { type, shape, values: y } });
  };
  return new Map([
    ['train.npz', set(400, 'train')],
    ['test.npz', set(200, 'test')],
  ]);
}

async function run(model: string, files: ReadonlyMap<string, Uint8Array>) {
  const text = `version: 1\nmodels:\n  m:\n${model.replace(/^/gm, '    ')}\n`;
  return runGate(gateInput(text, files));
}

const DATA = 'data: { train: { npz: train.npz }, test: { npz: test.npz } }';
const LAYERS = (units: number, end = '') =>
  `student: { layers: [{ dense: { units: 16, activation: relu } }, { dense: { units: ${units} } }${end}] }`;
const TRAIN = 'distill: { epochs: 25, batch: 32, optimizer: { adam: { learningRate: 2e-2 } } }';
const TAUGHT = `${TRAIN.replace('{ epochs', '{ compareWithScratch: true, epochs')}
teacher:
  layers: [{ dense: { units: 32, activation: relu } }, { dense: { units: UNITS } }]
  train: { epochs: 30, optimizer: { adam: { learningRate: 2e-2 } } }`;

async function modelOf(model: string, files: ReadonlyMap<string, Uint8Array>) {
  const { report, artifacts } = must(await run(model, files));
  const [found] = report.models;
  // What was found fits together, and comes back from JSON as it was.
  expect(contradictionsOf(found)).toEqual([]);
  expect(must(readReport(renderJson(report), 'report.json'))).toEqual(report);
  const settings = artifacts.find(({ name }) => name === 'model_settings.h')?.content as string;
  return { report, found, settings, rows: new Map(rowsOf(found).map((row) => [row.label, row])) };
}

const share = (answers: { correct: number; total: number } | undefined) =>
  answers === undefined ? 0 : answers.correct / answers.total;

describe('binary: which side of a circle', () => {
  const files = filesOf((a, b) => [Number(a * a + b * b < 0.6)], '|u1', true);

  test.each([
    ['ending in a logit', '', 'kOutputThreshold'],
    ['ending in a sigmoid', ', { sigmoid: {} }', 'kOutputThreshold = 0;'],
  ])('%s, the int8 model beats always the same answer', async (_, end, threshold) => {
    const budgets = 'budgets: { accuracy: { min: 85% }, quantDrop: { max: 3 pp } }';
    const { found, settings } = await modelOf([`task: binary`, DATA, LAYERS(1, end), TRAIN, budgets].join('\n'), files);
    expect(found.verdict).toBe('pass');
    expect(share(found.accuracy)).toBeGreaterThan(0.85);
    expect(found.classes).toEqual(['0', '1']);
    expect(found.perClass?.map(({ total }) => total).reduce((a, b) => a + b)).toBe(200);
    expect(found.answersBySample).toHaveLength(50);
    expect(found.training?.formula).toBe('BCE');
    expect(settings).toContain(threshold);
    expect(settings).toContain('kLabels[] = {"0", "1"};');
    expect(found.model.operators.at(-1)?.op).toBe(end ? 'LOGISTIC' : 'FULLY_CONNECTED');
  });

  test('a teacher is trained, asked and reported', async () => {
    const { found } = await modelOf(['task: binary', DATA, LAYERS(1), TAUGHT.replace('UNITS', '1')].join('\n'), files);
    expect(share(found.teacher?.accuracy)).toBeGreaterThan(0.85);
    expect(share(found.accuracy)).toBeGreaterThan(0.85);
    expect(share(found.scratch?.accuracy)).toBeGreaterThan(0.8);
    expect(found.training?.formula).toBe('0.1 * BCE + 0.9 * 3^2 * KL(sigmoid(teacher / 3) || sigmoid(student / 3))');
  });
});

describe('multi-label: which half-planes', () => {
  const files = filesOf((a, b) => [Number(a > 0.2), Number(a + b > 0), Number(b < -0.4)], '|u1');

  test.each([
    ['without a teacher', TRAIN],
    ['with one', TAUGHT.replace('UNITS', '3')],
  ])('%s, the int8 model beats always the same answer of each output', async (_, training) => {
    const names = DATA.replace('data: {', 'data: { classes: [right, above, low],');
    const budgets = 'budgets: { accuracy: { min: 90% } }';
    const model = ['task: multi-label', names, LAYERS(3, ', { sigmoid: {} }'), training, budgets].join('\n');
    const { found, rows, settings } = await modelOf(model, files);
    expect(found.verdict).toBe('pass');
    expect(found.accuracy?.total).toBe(600);
    expect(found.exactMatch?.total).toBe(200);
    expect(share(found.exactMatch)).toBeLessThanOrEqual(share(found.accuracy));
    expect(found.classes).toEqual(['right', 'above', 'low']);
    expect(found.perClass).toHaveLength(3);
    expect(found.answersBySample).toBeUndefined();
    expect(rows.get('accuracy, int8')?.value).toMatch(/of 600 outputs\)$/);
    expect(rows.has('samples with all outputs right')).toBe(true);
    expect(settings).toContain('kLabels[] = {"right", "above", "low"};');
    expect(settings).toContain('kOutputThreshold = 0;');
  });
});

describe('regression: a sum and a product', () => {
  const files = filesOf((a, b) => [a + b, a * b], '<f4');
  const scored = 'budgets: { error: { max: 0.15 } }';

  test.each([
    ['squared, without a teacher', TRAIN, 'MSE'],
    ['Huber, without a teacher', TRAIN.replace('{ epochs', '{ huber: 0.5, epochs'), 'Huber(0.5)'],
    ['with one', TAUGHT.replace('UNITS', '2'), '0.1 * MSE(data, student) + 0.9 * MSE(teacher, student)'],
  ])('%s, the int8 model beats the mean', async (_, training, formula) => {
    const { report, found, rows, settings } = await modelOf(
      ['task: regression', DATA, LAYERS(2), training, scored].join('\n'),
      files,
    );
    // Of a + b uniform on -1 to 1 each, the mean absolute value is 2/3; of a * b 1/4: together 0.458.
    expect(found.error?.mae).toBeLessThan(0.15);
    expect(found.error?.rmse).toBeGreaterThanOrEqual(found.error?.mae ?? 1);
    expect(found.floatError?.mae).toBeLessThan(0.15);
    expect(found.error?.total).toBe(200);
    expect(found.training?.formula).toBe(formula);
    expect(found.training?.validationError).toBeLessThan(0.15);
    expect(found.accuracy).toBeUndefined();
    expect(found.verdict).toBe('pass');
    expect(rows.get('MAE, int8')).toMatchObject({
      budget: expect.stringMatching(/^max 0\.15 \([\d.]+ left, \d+%\)$/),
      verdict: 'pass',
    });
    expect(renderText(report, { colour: false })).toMatch(/MAE, int8 +0\.\d+ +pass +max 0\.15 \([\d.]+ left, \d+%\)/);
    expect(settings).not.toContain('Threshold');
    expect(settings).not.toContain('Label');
    if (training !== TRAIN && formula.includes('teacher')) {
      expect(found.teacher?.error?.mae).toBeLessThan(0.15);
      expect(found.scratch?.error?.mae).toBeLessThan(0.2);
    }
  });

  test('an error over its budget fails, and says by how much', async () => {
    const { found } = await modelOf(
      ['task: regression', DATA, LAYERS(2), TRAIN, 'budgets: { error: { max: 0 } }'].join('\n'),
      files,
    );
    expect(found.budgets[0]).toMatchObject({ measure: 'error', verdict: 'fail', excess: found.error?.mae });
  });

  test("a teacher's stored values are what it teaches", async () => {
    const teacher = asked(points(400, 'train'), (a, b) => [a + b, a * b]);
    const stored = new Map([...files, ['t.npy', npyOf({ type: '<f4', shape: [400, 2], values: teacher })] as const]);
    const { found } = await modelOf(
      ['task: regression', DATA, LAYERS(2), TRAIN, 'teacher: { logits: t.npy }'].join('\n'),
      stored,
    );
    expect(found.error?.mae).toBeLessThan(0.15);
  });
});

describe('regression of the input: an autoencoder', () => {
  /** Four values on a line through the origin, but for anomalies. */
  const set = (count: number, seed: string, anomalies: number, hasLabels: boolean) => {
    const source = random(3, seed);
    const labels = Array.from({ length: count }, (_, n) => Number(n < anomalies));
    const x = labels.flatMap((label) => {
      const t = 2 * source.uniform() - 1;
      const line = [t, -t, 0.5 * t, 0.25 * t];
      return line.map((v) => v + (label ? 0.8 * (2 * source.uniform() - 1) : 0.02 * (2 * source.uniform() - 1)));
    });
    const y = { type: '|u1', shape: [count], values: labels } as const;
    return npzOf({ x: { type: '<f4', shape: [count, 4], values: x }, ...(hasLabels && { y }) });
  };
  const AUTO = 'student: { layers: [{ dense: { units: 1 } }, { dense: { units: 4 } }] }';

  test('learns without labels, and its error tells anomalies of a test set with labels', async () => {
    const files = new Map([
      ['train.npz', set(300, 'train', 0, false)],
      ['test.npz', set(100, 'test', 50, true)],
    ]);
    const data = DATA.replace('data: {', 'data: { targets: input,');
    const { found, rows } = await modelOf(['task: regression', data, AUTO, TRAIN].join('\n'), files);
    expect(found.error?.auc).toBeGreaterThan(0.95);
    expect(found.floatError?.auc).toBeGreaterThan(0.95);
    expect(rows.get('AUC, int8')?.value).toMatch(/^(0\.9|1\.0)/);
  });
});

test.each([
  ['a network with too few outputs', 'task: multi-label', LAYERS(2), 'network/outputs', 'student.layers[1]'],
  ['softmax', 'task: multi-label', LAYERS(3, ', { softmax: {} }'), 'network/outputs', 'student.layers[2]'],
  ['labels for a binary task', 'task: binary', LAYERS(1), 'data/label-range', 'data.test'],
  ['values that are no yes or no', 'task: multi-label', LAYERS(3), 'data/target', 'data.test'],
])('%s is a mistake at its place', async (what, task, student, code, path) => {
  const wrong = what.startsWith('values') ? 0.5 : 1;
  const files = filesOf((a, b) => [Number(a > 0) * wrong, Number(b > 0), 1], '<f4');
  const outcome = await run([task, DATA, student, TRAIN].join('\n'), files);
  expect(outcome.ok ? [] : outcome.problems.map((problem) => [problem.code, problem.place?.path])).toContainEqual([
    code,
    `models.m.${path}`,
  ]);
});
