import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attempt, describeProblem, must, type Outcome } from '../../src/base/problem.ts';
import { factsReader, namePattern } from '../../src/data/name-pattern.ts';

const messageOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'read' : outcome.problems.map(describeProblem).join());
const fieldsIn = (pattern: string, path: string) => {
  const values = must(namePattern(pattern)).match(path);
  return values && Object.fromEntries(values);
};

test.each([
  // The Free Spoken Digit Dataset and Google's speech commands name their files so.
  ['{label}_{speaker}_{index}.wav', '7_jackson_32.wav', { label: '7', speaker: 'jackson', index: '32' }],
  ['{speaker}_nohash_{*}.wav', 'yes/0a7c2a8d_nohash_0.wav', { speaker: '0a7c2a8d' }],
  ['{label}/{speaker}_nohash_{*}.wav', 'yes/0a7c2a8d_nohash_0.wav', { label: 'yes', speaker: '0a7c2a8d' }],
  ['{*}_{label}_{*}.wav', 'a_b_c_d.wav', { label: 'b' }],
  ['{a}_{b}', 'x_y_z', { a: 'x', b: 'y_z' }],
  ['s{a}.wav', 's.wav', undefined],
  ['{a}_{b}.wav', 'x.wav', undefined],
  ['{a}_{b}.wav', '_b.wav', undefined],
  ['{a}.wav', 'x.mp3', undefined],
  ['{a}/{b}.wav', 'x/y/z.wav', undefined],
  ['{a}.wav', '.wav', undefined],
])('%s of %s', (pattern, path, fields) => {
  expect(fieldsIn(pattern, path)).toEqual(fields);
});

test.each([
  ['plain.wav', '"plain.wav" has no field; write for example "{label}_{index}.wav"'],
  ['{a}{b}', '{a} and {b} need a text between them'],
  ['{a}_{a}', 'the pattern names "a" twice'],
  ['{a b}', '"{a b}" is no field; write {a} or {*}'],
  ['{a}_{', '"{a}_{" has a bracket without its other'],
  ['{__proto__}', '"{__proto__}" is no field; write {a} or {*}'],
  [Array.from({ length: 17 }, (_, i) => `{f${i}}`).join('_'), 'the pattern has more than 16 fields'],
])('%s is a mistake', (pattern, message) => {
  expect(messageOf(namePattern(pattern))).toBe(message);
});

test('the class is the first folder, or the field {label}; the group is a field, or the file itself', () => {
  expect(factsReader({}, true)('yes/more/a.wav')).toEqual({ label: 'yes', origin: 'yes/more/a.wav' });
  const named = factsReader({ pattern: '{label}_{speaker}_{*}.wav', group: 'speaker' }, true);
  expect(named('all/7_theo_1.wav')).toEqual({ label: '7', origin: 'theo' });
  expect(messageOf(attempt(() => named('7.wav')))).toBe(
    'pattern: "7.wav" is not named as "{label}_{speaker}_{*}.wav"; move the file away, or change the pattern',
  );
  expect(messageOf(attempt(() => factsReader({}, true)('a.wav')))).toBe(
    '"a.wav" lies in no folder of a class; move it, or write pattern: "{label}_{*}.wav"',
  );
  expect(messageOf(attempt(() => factsReader({ pattern: '{index}.wav' }, true)))).toBe(
    'pattern: the pattern has no field {label}; it has index',
  );
  expect(messageOf(attempt(() => factsReader({ group: 'speaker' }, true)))).toBe(
    'group: there is no pattern for the field "speaker"; write one',
  );
});

test('fields put into a pattern are found again, and long names take no time', () => {
  const field = fc.stringMatching(/^[a-z0-9]{1,8}$/);
  fc.assert(
    fc.property(fc.tuple(field, field, field), ([label, speaker, index]) => {
      expect(fieldsIn('{label}_{speaker}-{index}.wav', `${label}_${speaker}-${index}.wav`)).toEqual({
        label,
        speaker,
        index,
      });
    }),
    { seed: 4 },
  );
  const long = 'a_'.repeat(2000);
  expect(fieldsIn(`${Array.from({ length: 16 }, (_, i) => `{f${i}}`).join('_')}.wav`, long)).toBeUndefined();
});
