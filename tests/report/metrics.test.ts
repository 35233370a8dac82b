// Budgets on metrics, judged from the answers that a report has packed, for both models.
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import type { Predictions } from '../../src/budget/metrics/predictions.ts';
import { packAnswers } from '../../src/budget/paired.ts';
import { type BudgetsParams, limitsOf } from '../../src/budget/params.ts';
import { comparedRows } from '../../src/report/compared-rows.ts';
import { baselineModelOf, type Figures, figuresIn, judgeFigures } from '../../src/report/measurements.ts';
import { hasOtherTeacher } from '../../src/report/metrics.ts';
import { packPredictions, unpackPredictions } from '../../src/report/predictions.ts';
import { complaintsOf, rowsOf } from '../../src/report/rows.ts';
import { withRules } from '../../src/report/rules.ts';
import { sampleContradictions } from '../../src/report/sample-contradictions.ts';
import { sampleReport } from './sample.ts';

const test_ = 'cd'.repeat(32);
const CLASSES = ['no', 'yes'];
/** 40 samples, of which each fifth is a yes. */
const LABELS = Array.from({ length: 40 }, (_, n) => Number(n % 5 === 0));

/** Of a yes-or-no model: right but for these samples, whose score is on the other side. */
function figuresWith(wrong: readonly number[], more: Partial<Predictions> = {}): Figures {
  const scores = LABELS.map((label, n) => (wrong.includes(n) ? 1 - label : label) * 0.5 + 0.25 + n / 1000);
  const predictions: Predictions = {
    ...{ kind: 'scores', samples: 40, width: 1, threshold: 0.5, values: Float64Array.from(scores) },
    ...{ labels: Uint16Array.from(LABELS), ...more },
  };
  const right = Uint8Array.from(LABELS, (_, n) => Number(!wrong.includes(n)));
  const { correct, total } = { correct: 40 - wrong.length, total: 40 };
  const [no, yes] = [0, 1].map((label) => LABELS.filter((own) => own === label).length);
  const lost = (label: number) => wrong.filter((n) => LABELS[n] === label).length;
  const { accuracy: _, floatAccuracy: __, ...figures } = figuresIn(sampleReport().models[0]);
  return {
    ...figures,
    inputs: { test: test_ },
    classes: CLASSES,
    accuracy: { correct, total },
    perClass: [
      { correct: no - lost(0), total: no },
      { correct: yes - lost(1), total: yes },
    ],
    answersBySample: packAnswers(right),
    confusion: {
      classes: CLASSES,
      rows: [
        [no - lost(0), lost(0)],
        [lost(1), yes - lost(1)],
      ],
    },
    mistakes: wrong.map((sample) => ({ sample, label: LABELS[sample], answer: 1 - LABELS[sample], confidence: 0.75 })),
    predictions: packPredictions(predictions, { type: 'float64' }),
  };
}

const tool = { name: 'kd-gate', version: '0.1.0', kernelsSha256: test_ } as const;

function judged(budgets: object, figures: Figures, base?: Figures) {
  const limits = must(limitsOf(budgets as BudgetsParams));
  return judgeFigures(figures, limits, base && baselineModelOf(base, tool));
}

const outcomes = (budgets: object, figures: Figures, base?: Figures) =>
  judged(budgets, figures, base).budgets.map(({ measure, scope, verdict, value }) => [measure, scope, verdict, value]);

describe('a metric', () => {
  test('of each class is judged by itself', () => {
    expect(outcomes({ recall: { min: '80%' } }, figuresWith([0, 5, 1]))).toEqual([
      ['recall', 'no', 'pass', 31 / 32],
      ['recall', 'yes', 'fail', 6 / 8],
    ]);
    expect(outcomes({ recall: { min: { yes: '70%' } } }, figuresWith([0, 5, 1]))).toEqual([
      ['recall', 'yes', 'pass', 6 / 8],
    ]);
  });

  test('of a class that is not there is not measured, with the name that was meant', () => {
    const found = judged({ recall: { min: { yess: '70%' } } }, figuresWith([]));
    expect(found.verdict).toBe('not measured');
    expect(found.budgets[0].reason).toBe('the data have no such class; did you mean "yes"?');
  });

  test('has a row where a budget judges it, and a minimum that so few samples cannot show is told', () => {
    const found = judged({ f1: { min: '70%' }, recall: { min: { yes: '70%' } } }, figuresWith([0, 5, 1]));
    expect(rowsOf(found).find(({ label }) => label === 'recall (yes)')).toMatchObject({
      value: '75.00%',
      budget: 'min 70% (5.00 pp left)',
      verdict: 'pass',
    });
    // 6 of 8 yes found, 1 no taken for one: 12 / (12 + 1 + 2).
    expect(rowsOf(found).find(({ label }) => label === 'F1')?.value).toBe('80.00%');
    expect(complaintsOf(found).map(({ text }) => text)).toEqual([
      '8 test samples are few for 70%: even if all are right, no more than 62.5% is shown (rule of three); ' +
        'test on at least 10',
    ]);
  });

  test('without the answers is not measured, and says why', () => {
    const { predictions: _, ...figures } = figuresWith([]);
    expect(judged({ auc: { min: 0.9 } }, figures).budgets).toMatchObject([
      { verdict: 'not measured', reason: expect.stringContaining('1 MiB') },
    ]);
    const { accuracy: __, ...bare } = figures;
    const untested = { ...bare, accuracyReason: 'the model has 2 outputs' };
    expect(judged({ auc: { min: 0.9 } }, untested).budgets).toMatchObject([
      { verdict: 'not measured', reason: 'the model has 2 outputs' },
    ]);
  });

  test('that nobody judges has no row', () => {
    const labels = rowsOf(judged({}, figuresWith([1]))).map(({ label }) => label);
    expect(labels.filter((label) => /AUC|F1|recall/.test(label))).toEqual([]);
  });
});

describe('against the base', () => {
  test('a drop of few answers can be chance, of many it is none', () => {
    const few = judged({ recall: { maxDrop: { no: '5 pp' } } }, figuresWith([1, 2]), figuresWith([]));
    expect(few.budgets).toMatchObject([
      { verdict: 'warn', base: 1, value: 30 / 32, paired: { test: 'McNemar', lost: 2, gained: 0, p: 0.25 } },
    ]);
    expect(few.budgets[0].reason).toContain("2 answers lost and 0 won can't be told from chance");
    const many = judged({ recall: { maxDrop: { no: '5 pp' } } }, figuresWith([1, 2, 3, 4, 6, 7]), figuresWith([]));
    expect(many.budgets).toMatchObject([{ verdict: 'fail', paired: { p: expect.closeTo(1 / 64, 12) } }]);
  });

  test('areas are compared by DeLong, F1 by resampling, and both twice alike', () => {
    const budgets = { auc: { maxDrop: 0.01 }, f1: { maxDrop: '1 pp' } };
    const ask = () => judged(budgets, figuresWith([0, 5, 10, 1, 2, 3]), figuresWith([]));
    expect(ask().budgets).toMatchObject([
      { measure: 'auc', verdict: 'fail', base: 1, paired: { test: 'DeLong' } },
      { measure: 'f1', verdict: 'fail', base: 1, paired: { test: 'bootstrap' } },
    ]);
    expect(ask()).toEqual(ask());
  });

  test('rows have both sides and their difference', () => {
    const found = judged({ auc: { maxDrop: 0.5 } }, figuresWith([0, 1]), figuresWith([]));
    expect(comparedRows(found).find(({ label }) => label === 'AUC')).toMatchObject({
      baseline: '1.0000',
      budget: expect.stringMatching(/^max drop 0\.5/),
      change: expect.stringMatching(/^−0\./),
    });
  });

  test('another test set is no pair: the figures are compared, without a test', () => {
    const other = { ...figuresWith([]), inputs: { test: 'ef'.repeat(32) } };
    const found = judged({ recall: { maxDrop: { no: '5 pp' } } }, figuresWith([1, 2]), other);
    expect(found.budgets).toMatchObject([{ verdict: 'fail', base: 1 }]);
    expect(found.budgets[0].paired).toBeUndefined();
    expect(found.flips).toBeUndefined();
  });

  test('a class that has another number on the base is no pair: its samples are others there', () => {
    const swapped = { ...figuresWith([]), classes: [...CLASSES].reverse() };
    const found = judged({ recall: { maxDrop: { no: '5 pp' } } }, figuresWith([1, 2]), swapped);
    expect(found.budgets).toMatchObject([{ scope: 'no', verdict: 'fail', value: 30 / 32, base: 1 }]);
    expect(found.budgets[0].paired).toBeUndefined();
    const precise = judged({ precision: { maxDrop: { no: '1 pp' } } }, figuresWith([0]), swapped);
    expect(precise.budgets).toMatchObject([{ verdict: 'fail', value: 32 / 33, base: 1 }]);
    expect(precise.budgets[0].paired).toBeUndefined();
  });

  test('the surest mistakes that the base has right are its flips', () => {
    const found = judged({}, figuresWith([1, 2, 7]), figuresWith([2]));
    expect(found.flips?.map(({ sample }) => sample)).toEqual([1, 7]);
    expect(judged({}, figuresWith([2]), figuresWith([2])).flips).toBeUndefined();
  });
});

describe('agreement with the teacher', () => {
  const answersLike = (count: number) => Uint16Array.from(LABELS, (label, n) => (n < count ? label : 1 - label));
  // All right: the model agrees with a teacher on as many samples as that is right on.
  const taughtBy = (right: number, inputs: Figures['inputs'] = { test: test_ }): Figures => ({
    ...figuresWith([], { teacher: answersLike(right) }),
    inputs,
  });
  const budgets = { agreement: { min: '90%', maxDrop: '1 pp' } };

  test('is compared with the base where the same teacher judges both', () => {
    const found = judged(budgets, taughtBy(30), taughtBy(30)).budgets;
    expect(found).toMatchObject([
      { kind: 'min', value: 0.75, base: 0.75, verdict: 'warn', ratchet: true },
      { kind: 'maxDrop', value: 0.75, base: 0.75, verdict: 'pass', paired: { test: 'McNemar', lost: 0, gained: 0 } },
    ]);
  });

  test('with another teacher is not: no ratchet, no drop, no test', () => {
    const reason = "no baseline: the base's model is held against another teacher";
    const found = judged(budgets, taughtBy(30), taughtBy(29)).budgets;
    expect(found).toMatchObject([
      { kind: 'min', value: 0.75, verdict: 'fail' },
      { kind: 'maxDrop', value: 0.75, verdict: 'no baseline', reason },
    ]);
    for (const one of found) expect([one.base, one.paired, one.ratchet]).toEqual([undefined, undefined, undefined]);
  });

  test.each<[string, Figures, Figures, boolean]>([
    ['other answers to the same samples', taughtBy(40), taughtBy(30), true],
    [
      'another file with the same answers',
      taughtBy(40, { test: test_, teacher: 'aa' }),
      taughtBy(40, { test: test_, teacher: 'bb' }),
      false,
    ],
    [
      'another file and other samples',
      taughtBy(40, { test: 'aa', teacher: 'aa' }),
      taughtBy(40, { test: 'bb', teacher: 'bb' }),
      true,
    ],
    [
      'other samples alone',
      taughtBy(40, { test: 'aa', teacher: 'aa' }),
      taughtBy(40, { test: 'bb', teacher: 'aa' }),
      false,
    ],
  ])('%s', (_, now, before, isOther) => {
    expect(hasOtherTeacher(now, baselineModelOf(before, tool))).toBe(isOther);
    const model = judged({ agreement: { min: '10%' } }, now, before);
    const head = { wanted: 'head', judgedBy: 'head', changes: [] } as const;
    const { rules, verdict } = withRules({ ...sampleReport(), models: [model] }, { ...head, changes: [] });
    const told = rules?.changes.filter(({ what }) => what === 'teacher') ?? [];
    expect(told).toEqual(
      isOther
        ? [
            {
              model: model.name,
              what: 'teacher',
              effect: 'unclear',
              text: 'another teacher judges agreement: its answers changed',
            },
          ]
        : [],
    );
    if (isOther) expect(verdict).toBe('warn');
  });
});

describe('of a regression', () => {
  const errors = (anomalies: readonly number[], own: readonly number[]): Figures => {
    const { accuracy: _, floatAccuracy: __, ...figures } = figuresIn(sampleReport().models[0]);
    const rows = Float64Array.from(own.flatMap((one) => [one, one * one]));
    const mean = (at: 0 | 1) => own.reduce((sum, _, n) => sum + rows[2 * n + at], 0) / own.length;
    return {
      ...figures,
      inputs: { test: test_ },
      error: { mae: mean(0), rmse: Math.sqrt(mean(1)), total: own.length },
      predictions: packPredictions(
        { kind: 'errors', samples: own.length, width: 2, values: rows, labels: Uint16Array.from(anomalies) },
        { type: 'float64' },
      ),
    };
  };
  const sound = errors([0, 0, 0, 1, 1], [1, 2, 3, 4, 5]);

  test('root mean square, area and recall of anomalies come from the errors', () => {
    const budgets = { rmse: { max: 3 }, auc: { min: 0.9 }, recallAt: { falsePositiveRate: '1%', min: '90%' } };
    expect(outcomes(budgets, sound)).toEqual([
      ['rmse', undefined, 'fail', Math.sqrt(11)],
      ['auc', undefined, 'pass', 1],
      ['recallAt', 'anomaly, 1% false positives', 'pass', 1],
    ]);
    expect(sampleContradictions(sound)).toEqual([]);
  });

  test('a mean error that grows by chance warns', () => {
    const now = errors([0, 0, 0, 1, 1], [1, 2, 3, 4, 6]);
    expect(judged({ error: { maxIncrease: 0.1 } }, now, sound).budgets).toMatchObject([
      { verdict: 'warn', value: 3.2, base: 3, paired: { test: 'bootstrap' } },
    ]);
    const worse = errors([0, 0, 0, 1, 1], [2, 3, 4, 5, 6]);
    expect(judged({ error: { maxIncrease: 0.1 } }, worse, sound).budgets).toMatchObject([{ verdict: 'fail' }]);
  });

  test('without packed errors the mean and its root are figures all the same', () => {
    const { predictions: _, ...bare } = sound;
    expect(outcomes({ error: { max: 4 }, rmse: { max: 3 } }, bare)).toEqual([
      ['error', undefined, 'pass', 3],
      ['rmse', undefined, 'fail', Math.sqrt(11)],
    ]);
  });
});

describe('what a stranger packs', () => {
  const figures = figuresWith([0, 1]);
  const packed = figures.predictions;
  if (!packed) throw new Error('there are predictions');
  const changed = (more: object) => ({ ...figures, predictions: { ...packed, ...more } });

  test('is believed where all of it agrees', () => {
    expect(sampleContradictions(figures)).toEqual([]);
  });

  test.each<[string, Partial<Figures>, string]>([
    ['too few values', changed({ values: 'AAAA' }), 'predictions hold not as many finite values as they say'],
    ['no base64', changed({ values: '====' }), 'predictions hold not as many finite values as they say'],
    ['more samples', changed({ samples: 2 ** 40 }), 'predictions hold not as many finite values as they say'],
    ['NaN', changed({ values: btoa('\u00ff'.repeat(320)) }), 'predictions hold not as many finite values as they say'],
    ['other answers', changed({ threshold: 0.99 }), 'predictions have 32 right answers, accuracy 38'],
    ['a label that is no class', changed({ labels: btoa('\u0009\u0000'.repeat(40)) }), 'predictions have a label'],
    ['errors beside accuracy', changed({ kind: 'errors' }), 'predictions have errors, and there is none'],
    [
      'a matrix of other answers',
      {
        confusion: {
          classes: CLASSES,
          rows: [
            [32, 0],
            [1, 7],
          ],
        },
      },
      'confusion and perClass are of other answers',
    ],
    ['a matrix with a hole', { confusion: { classes: CLASSES, rows: [[31, 1]] } }, 'confusion has not as many rows'],
    [
      'a mistake that is none',
      { mistakes: [{ sample: 3, label: 0, answer: 1, confidence: 1 }] },
      'a mistake is of a sample that is answered otherwise',
    ],
    [
      'a mistake of no sample',
      { mistakes: [{ sample: 4000, label: 0, answer: 1, confidence: 1 }] },
      'a mistake is of a sample that is answered otherwise',
    ],
  ])('%s is a contradiction', (_, more, sentence) => {
    const found = sampleContradictions({ ...figures, ...more });
    expect(found.some((one) => one.startsWith(sentence))).toBe(true);
  });

  test.each(['int8', 'uint8', 'int16'] as const)('%s values come back as the real ones', (type) => {
    const values = Float64Array.of(-5, 0, 7.5, 100).map((value) => (type === 'uint8' ? Math.abs(value) : value));
    const own: Predictions = { kind: 'scores', samples: 2, width: 2, values, labels: Uint16Array.of(1, 0) };
    const packing = { type, scale: 2.5, zeroPoint: type === 'uint8' ? 3 : -3 };
    expect(unpackPredictions(packPredictions(own, packing))).toEqual(own);
  });
});
