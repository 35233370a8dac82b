import { describe, expect, test } from 'vitest';
import { readReport } from '../../src/report/read.ts';
import { CASES } from './cases.ts';

describe('the report of an artifact', () => {
  test('is read when it is valid', () => {
    expect(readReport(JSON.stringify(CASES.fail), 'report.json')).toMatchObject({ ok: true });
  });

  test.each([
    ['no JSON', '{'],
    ['another version', JSON.stringify({ ...CASES.fail, version: 2 })],
    ['an unknown key', JSON.stringify({ ...CASES.fail, extra: 1 })],
    [
      'text without an end',
      JSON.stringify({ ...CASES.fail, spec: { file: 'x'.repeat(5000), sha256: 'ef'.repeat(32) } }),
    ],
  ])('is refused with %s', (_, text) => {
    expect(readReport(text, 'report.json')).toMatchObject({ ok: false, problems: [{ code: 'report/invalid' }] });
  });
});
