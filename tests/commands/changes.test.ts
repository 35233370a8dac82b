import { describe, expect, test } from 'vitest';
import { changedLines } from '../../src/commands/run/changes.ts';

const TEXT = `a: pass
  measure   value     budget
  size      7,552 B   max 10 KiB  pass
  MACs      25,344

b: warn
  size      100 B

kd-gate: pass
`;

describe('what changed between two texts', () => {
  test('nothing, where only columns are wider', () => {
    expect(changedLines(TEXT, TEXT)).toEqual([]);
    expect(changedLines(TEXT, TEXT.replaceAll('   ', '      '))).toEqual([]);
  });

  test('a line stands below the model that it belongs to, the old one first', () => {
    const now = TEXT.replace('7,552 B', '8,000 B').replace('  MACs      25,344\n', '');
    expect(changedLines(TEXT, now)).toEqual([
      'a: pass',
      '  - size      7,552 B   max 10 KiB  pass',
      '  - MACs      25,344',
      '  + size      8,000 B   max 10 KiB  pass',
    ]);
  });

  test('a verdict alone, a model that is new, and one that is gone', () => {
    const now = TEXT.replace('b: warn', 'c: fail').replace('kd-gate: pass', 'kd-gate: fail');
    expect(changedLines(TEXT, now)).toEqual(['c: fail', '  + size      100 B', 'kd-gate: fail', '- b: warn']);
  });
});
