// What no figures can say at once.
import { describe, expect, test } from 'vitest';
import { packAnswers } from '../../src/budget/paired.ts';
import { type CheckableFigures, contradictionsOf } from '../../src/report/contradictions.ts';
import { figures, wrongAnswers } from './cases.ts';

const { teacher: _, floatAccuracy: __, ...honest } = figures({ boards: 2, wrong: wrongAnswers(30) });
const board = (part: object) => [{ ...honest.boards[0], ...part }];
const answers = (right: number, length = 1000) => packAnswers(Uint8Array.from({ length }, (_, i) => Number(i < right)));

const AWARE = {
  epochs: 6,
  bestEpoch: 4,
  learningRate: 1e-4,
  judgedOn: 'held-out' as const,
  answers: { correct: 59, total: 60 },
  answersBefore: { correct: 57, total: 60 },
  isShipped: true,
};

test('figures of a run contradict nothing', () => expect(contradictionsOf(honest)).toEqual([]));

describe('a contradiction is', () => {
  test.each<[string, Partial<CheckableFigures>, string]>([
    // F26: 5,000 of 1,195 right.
    ['more right answers than samples', { accuracy: { correct: 5000, total: 1195 } }, '5000 right answers of 1195'],
    ['a float student of other samples', { floatAccuracy: { correct: 1, total: 999 } }, 'floatAccuracy is of 999'],
    [
      'a teacher that is too good',
      { teacher: { kind: 'x', engine: 'y', accuracy: { correct: 2, total: 1 } } },
      '2 right',
    ],
    [
      'classes that add up to less',
      { perClass: honest.perClass?.slice(1), classes: honest.classes?.slice(1) },
      'adds up',
    ],
    ['another number of classes', { classes: ['a'] }, 'perClass has 10 entries, classes has 1'],
    ['another number of right samples', { answersBySample: answers(971) }, '971 right answers, accuracy 970'],
    ['too few samples', { answersBySample: answers(970, 992) }, 'not one bit for each of 1000 samples'],
    ['answers without an accuracy', { accuracy: undefined, perClass: undefined }, 'without accuracy'],
    [
      'MACs that are not the sum',
      { model: { ...honest.model, macs: 1 } },
      'the operators have 320000 MACs, the model 1',
    ],
    ['a board without its profile', { boards: board({ profile: 'toString' }) }, 'not among the model'],
    ['a board that it fits and does not', { boards: board({ flashBytes: 1 }) }, 'fits is true'],
    ['a board that refuses it and runs it', { boards: board({ refused: 'x' }) }, 'refuses the model'],
    ['two boards of one id', { boards: [...board({}), ...board({})] }, 'the same id'],
    [
      'a best epoch after the last',
      { training: { formula: 'L', epochs: 3, bestEpoch: 4, trainableParameters: 1 } },
      'the best epoch is 4 of 3',
    ],
    ...(
      [
        ['an epoch of QAT after its last', { bestEpoch: 9 }, 'the best epoch of QAT is 9 of 6'],
        ['QAT on other samples', { answers: { correct: 59, total: 61 } }, 'judged on different samples'],
        [
          'more right held-out samples than there are',
          { answers: { correct: 61, total: 60 } },
          'QAT has 61 right answers of 60',
        ],
        ['the worse model', { isShipped: false }, 'the one is shipped that should not be'],
        ['QAT of equals', { answersBefore: { correct: 59, total: 60 } }, 'the one is shipped that should not be'],
      ] as const
    ).map(([name, part, text]): [string, Partial<CheckableFigures>, string] => [
      `${name} in the training`,
      { training: { formula: 'L', epochs: 3, bestEpoch: 3, trainableParameters: 1, aware: { ...AWARE, ...part } } },
      text,
    ]),
  ])('%s', (_, part, words) => expect(contradictionsOf({ ...honest, ...part }).join('; ')).toContain(words));

  test('a right answer beyond the last sample', () => {
    // 4 samples are one byte, of which 4 bits are no sample's.
    const four = { ...honest, perClass: undefined, accuracy: { correct: 3, total: 4 }, answersBySample: '31' };
    expect(contradictionsOf(four)).toEqual(['answersBySample has right answers beyond the last sample']);
    expect(contradictionsOf({ ...four, answersBySample: '07' })).toEqual([]);
  });
});
