import { expect, test } from 'vitest';
import { didYouMean, suggest } from '../../src/base/suggest.ts';

const known = ['size', 'arena', 'accuracy', 'ramBytes'];

test.each([
  ['arnea', 'arena'],
  ['Arena', 'arena'],
  ['acuracy', 'accuracy'],
  ['foo', undefined],
  ['temperature', undefined],
])('%s', (word, expected) => expect(suggest(word, known)).toBe(expected));

test('as the end of a sentence', () => {
  expect(didYouMean('arnea', known)).toBe('; did you mean "arena"?');
  expect(didYouMean('foo', known)).toBe('');
  expect(didYouMean('foo', [])).toBe('');
});
