// What kd.yaml may say for a task and what not: one message with its place, and what to write instead.
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { parseSpec } from '../../src/config/parse.ts';
import { compareRules, rulesOf } from '../../src/config/rules.ts';

const yaml = (task: string, more: string) => `version: 1
models:
  m:
    ${task === '' ? '' : `task: ${task}`}
    data: { test: { npz: t.npz }, train: { npz: u.npz } }
    student: { layers: [{ dense: { units: 1 } }] }
    ${more}
`;

const problemsOf = (text: string) => {
  const outcome = parseSpec(text, 'kd.yaml');
  return outcome.ok ? [] : outcome.problems.map(({ code, place, message }) => ({ code, path: place?.path, message }));
};

describe('mistakes', () => {
  test.each([
    [
      'regression',
      'budgets: { accuracy: { min: 90% } }',
      'budget/task',
      'budgets.accuracy',
      /write error: \{ max: 0.5 \}/,
    ],
    ['regression', 'budgets: { quantDrop: { max: 1 pp } }', 'budget/task', 'budgets.quantDrop', /write error/],
    ['regression', 'budgets: { f1: { min: 90% } }', 'budget/task', 'budgets.f1', /write error/],
    ['', 'budgets: { rmse: { max: 1 } }', 'budget/task', 'budgets.rmse', /is for task: regression/],
    ['binary', 'budgets: { topK: { k: 2, min: 90% } }', 'budget/task', 'budgets.topK', /write auc or f1/],
    ['multi-label', 'budgets: { balancedAccuracy: { min: 90% } }', 'budget/task', 'budgets.balancedAccuracy', /f1/],
    ['', 'budgets: { agreement: { min: 90% } }', 'budget/task', 'budgets.agreement', /name one under "teacher:"/],
    ['', 'budgets: { error: { max: 1 } }', 'budget/task', 'budgets.error', /write accuracy: \{ min: 90% \}/],
    ['multi-label', 'budgets: { error: { max: 1 } }', 'budget/task', 'budgets.error', /is for task: regression/],
    ['binary', 'distill: { huber: 1 }', 'spec/choice', 'distill.huber', /is for task: regression/],
    [
      'regression',
      'budgets: { error: { max: 0.5 C } }',
      'quantity/format',
      'budgets.error.max',
      /write for example 0.5/,
    ],
    ['regression', 'budgets: { error: { max: 5% } }', 'quantity/format', 'budgets.error.max', /is not a number/],
    ['regression', 'budgets: { error: { max: -1 } }', 'quantity/format', 'budgets.error.max', /is not a number/],
    ['regression', 'budgets: { error: { max: .inf } }', 'spec/type', 'budgets.error.max', /is not/],
    [
      'regression',
      'budgets: { error: { maxIncrease: 1 ms } }',
      'quantity/format',
      'budgets.error.maxIncrease',
      /0.1 or 5%/,
    ],
    ['regression', 'budgets: { error: {} }', 'budget/empty', 'budgets.error', /max, maxIncrease/],
    ['guess', '', 'spec/choice', 'task', /classify/],
  ])('task %s, %s', (task, more, code, path, message) => {
    const problems = problemsOf(yaml(task, more));
    expect(problems).toMatchObject([{ code, path: `models.m.${path}` }]);
    expect(problems[0].message).toMatch(message);
  });

  test('data.targets and data.classes are for the tasks that have them', () => {
    const targets = (task: string) => yaml(task, '').replace('data: {', 'data: { targets: input,');
    const classes = (task: string) => yaml(task, '').replace('data: {', 'data: { classes: [a, b],');
    expect(problemsOf(targets('regression'))).toEqual([]);
    expect(problemsOf(targets('binary'))).toMatchObject([{ code: 'spec/choice', path: 'models.m.data.targets' }]);
    expect(problemsOf(classes('binary'))).toEqual([]);
    expect(problemsOf(classes('regression'))).toMatchObject([{ code: 'spec/choice', path: 'models.m.data.classes' }]);
  });

  test('without a test set an error is not judged', () => {
    const text = yaml('regression', 'budgets: { error: { max: 1 } }').replace('test: { npz: t.npz }, ', '');
    expect(problemsOf(text)).toMatchObject([{ code: 'budget/no-test-set', path: 'models.m.budgets.error' }]);
  });
});

test('an error is limited by a number, its growth also by a share of the base', () => {
  const spec = must(parseSpec(yaml('regression', 'budgets: { error: { max: 0.5, maxIncrease: 5% } }'), 'kd.yaml'));
  expect(spec.models.m.limits).toMatchObject([
    { measure: 'error', kind: 'max', value: 0.5, ofBaseline: false, text: '0.5' },
    { measure: 'error', kind: 'maxIncrease', value: 0.05, ofBaseline: true, text: '5%' },
  ]);
  const number = must(parseSpec(yaml('regression', 'budgets: { error: { maxIncrease: "1e-3" } }'), 'kd.yaml'));
  expect(number.models.m.limits).toMatchObject([{ kind: 'maxIncrease', value: 0.001, ofBaseline: false }]);
});

test('another task is another test: a rule that changed', () => {
  const budgets = 'budgets: { accuracy: { min: 90% } }';
  const [base, head] = ['', 'multi-label'].map((task) => must(parseSpec(yaml(task, budgets), 'kd.yaml')));
  const changes = compareRules(rulesOf(base, new Map()), rulesOf(head, new Map()), head);
  expect(changes).toMatchObject([{ model: 'm', what: 'test set', effect: 'unclear', after: 'task multi-label' }]);
});
