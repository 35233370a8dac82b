import { expect, test } from 'vitest';
import { describeProblem, must, problemsOf } from '../../src/base/problem.ts';
import type { Shape } from '../../src/base/shape.ts';
import { layerPairs } from '../../src/student/teacher-layers.ts';
import { networkOf } from '../nn/networks.ts';

const student = networkOf(
  [6, 4, 1],
  [
    { name: 'first', conv2d: { filters: 3, kernel: 3, batchNorm: true, activation: 'relu' } },
    { maxPool: { size: 2 } },
    { dense: { units: 5 } },
    { softmax: {} },
  ],
);
const shapes = new Map<string, Shape>([
  ['wide', [6, 4, 8]],
  ['half', [3, 2, 8]],
  ['answers', [5]],
]);
const hints = (own: string, teacher: string) => ({ hints: { weight: 1, pairs: [{ student: own, teacher }] } });
const attention = (own: string, teacher: string) => ({ attention: { weight: 10, pairs: [{ student: own, teacher }] } });

test('a layer is what stands behind its batch norm and activation; one without a name is its kind and number', () => {
  const pairs = must(layerPairs(student, { ...hints('maxPool_1', 'half'), ...attention('first', 'wide') }, shapes));
  expect(pairs.terms.map(({ node, teacherShape }) => [student.nodes[node].name, teacherShape])).toEqual([
    ['maxPool_1', [3, 2, 8]],
    ['first/relu', [6, 4, 8]],
  ]);
  expect(pairs.terms.map(({ loss }) => Object.keys(loss))).toEqual([['hints'], ['attention']]);
  expect(pairs.names).toEqual(['half', 'wide']);
  expect(pairs.formulas).toEqual([
    "0.5 * MSE(maxPool_1, teacher's half)",
    "5 * MSE(map of first, map of teacher's wide)",
  ]);
});

test('where nothing is compared, a teacher needs no layers', () => {
  expect(must(layerPairs(student, {}, undefined)).terms).toEqual([]);
});

test.each([
  [
    'a layer that the student has not',
    hints('frist', 'wide'),
    'hints.pairs[0].student: the student has no layer "frist"; did you mean "first"?',
  ],
  [
    'one that the teacher has not',
    hints('first', 'zzz'),
    'hints.pairs[0].teacher: the teacher has no layer "zzz"; it has wide, half, answers',
  ],
  [
    'another size',
    hints('first', 'half'),
    'hints.pairs[0]: "first" gives 6x4x3, the teacher\'s "half" 3x2x8; name two layers of the same height and width',
  ],
  [
    'an image and a row',
    hints('first', 'answers'),
    'hints.pairs[0]: "first" gives 6x4x3, the teacher\'s "answers" 5; name two layers of the same height and width',
  ],
  [
    'attention of rows',
    attention('dense_2', 'answers'),
    'attention.pairs[0]: "dense_2" gives 5, the teacher\'s "answers" 5; ' +
      'attention is of layers that are images (height x width x channels)',
  ],
  [
    'a softmax',
    hints('softmax_3', 'answers'),
    'hints.pairs[0].student: "softmax_3" is a softmax, which training leaves out; name the layer in front of it',
  ],
])('%s is a problem', (_, params, text) => {
  expect(problemsOf(layerPairs(student, params, shapes)).map(describeProblem)).toEqual([text]);
});

test('a teacher whose layers cannot be seen is one, and all mistakes are told at once', () => {
  const unseen = problemsOf(layerPairs(student, hints('first', 'wide'), undefined));
  expect(unseen).toMatchObject([{ code: 'student/teacher-layers', place: { path: 'hints' } }]);
  const both = { ...hints('x', 'y'), ...attention('first', 'half') };
  expect(problemsOf(layerPairs(student, both, shapes)).map(({ place }) => place?.path)).toEqual([
    'hints.pairs[0].student',
    'hints.pairs[0].teacher',
    'attention.pairs[0]',
  ]);
});

// Each of 24 positions: 3 channels to 8.
test('the work of a layer that brings channels together is known before', () => {
  expect(must(layerPairs(student, hints('first', 'wide'), shapes)).macs).toBe(24 * 3 * 8);
  expect(must(layerPairs(student, attention('first', 'wide'), shapes)).macs).toBe(0);
});

test('one that would have more weights than a network may have is a mistake before anything is trained', () => {
  const rows = networkOf([1], [{ name: 'own', dense: { units: 65536 } }, { dense: { units: 2 } }]);
  const outcome = layerPairs(rows, hints('own', 'row'), new Map<string, Shape>([['row', [65535]]]));
  expect(problemsOf(outcome).map(describeProblem)).toEqual([
    'hints: the layers that hints need to bring channels together have 4294901760 weights; at most 67108864 may be',
  ]);
});
