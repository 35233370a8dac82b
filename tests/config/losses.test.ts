// What kd.yaml says of losses: one of them, and a teacher for what learns of one.
import { expect, test } from 'vitest';
import { describeProblem, must } from '../../src/base/problem.ts';
import { parseSpec } from '../../src/config/parse.ts';

const yaml = (distill: string, teacher = '\n    teacher: { tflite: a.tflite }') => `version: 1
models:
  m:
    data: { train: { npz: a.npz } }${teacher}
    student: { layers: [dense: { units: 2 }] }
    distill: ${distill}
`;
const problemsOf = (text: string) => {
  const outcome = parseSpec(text, 'kd.yaml');
  return outcome.ok ? [] : outcome.problems.map(describeProblem);
};

test('without a loss temperature and alpha are those of distillation, with their defaults', () => {
  const { distill } = must(parseSpec(yaml('{ alpha: 0.5 }'), 'kd.yaml')).models.m;
  expect([distill.loss, distill.temperature, distill.alpha, distill.labelSmoothing]).toEqual([undefined, 3, 0.5, 0]);
});

// Zhao et al. 2022, section 4: alpha 1, beta 8 and T 4 on CIFAR-100, cross-entropy with weight 1.
test('a loss has the defaults of its paper', () => {
  const { distill } = must(parseSpec(yaml('{ loss: { decoupled: {} } }'), 'kd.yaml')).models.m;
  expect(distill.loss).toEqual({ decoupled: { alpha: 1, beta: 8, temperature: 4, labels: 1 } });
});

test.each([
  [
    'a loss beside the settings of another',
    yaml('{ loss: { decoupled: {} }, alpha: 0.2, temperature: 3 }'),
    'kd.yaml:7:22 models.m.distill.loss: temperature and alpha stand beside "loss", which has its own settings; ' +
      'write them inside of it',
  ],
  [
    'a loss that nobody teaches',
    yaml('{ loss: { decoupled: {} } }', ''),
    'kd.yaml:6:22 models.m.distill.loss: says what to learn of a teacher, and there is none; ' +
      'add a "teacher:" section, or remove this key',
  ],
  [
    'hints that nobody gives',
    yaml('{ hints: { pairs: [{ student: a, teacher: b }] } }', ''),
    'kd.yaml:6:23 models.m.distill.hints: says what to learn of a teacher, and there is none; ' +
      'add a "teacher:" section, or remove this key',
  ],
])('%s is one problem', (_, text, problem) => {
  expect(problemsOf(text)).toEqual([problem]);
});

test.each([
  ['two losses', '{ loss: { decoupled: {}, distillation: {} } }', 'models.m.distill.loss'],
  ['no loss', '{ loss: {} }', 'models.m.distill.loss'],
  ['an unknown loss', '{ loss: { decoupeld: {} } }', 'did you mean "decoupled"?'],
  ['another word for weights', '{ classWeights: even }', 'models.m.distill.classWeights'],
  ['a weight of 0', '{ classWeights: [1, 0] }', 'models.m.distill.classWeights[1]'],
  ['a label that is all smoothed', '{ labelSmoothing: 1 }', 'models.m.distill.labelSmoothing'],
  ['hints without pairs', '{ hints: { weight: 2 } }', 'the key "pairs" is missing'],
])('%s is a problem with its place', (_, distill, words) => {
  expect(problemsOf(yaml(distill))).toEqual([expect.stringContaining(words)]);
});
