import { describe, expect, test } from 'vitest';
import { annotationsOf } from '../../src/report/outputs.ts';
import { CASES, compared, report, wrongAnswers } from './cases.ts';

describe('annotations', () => {
  test('name budget, excess and line', () => {
    const [size] = annotationsOf(CASES.fail);
    expect(size).toMatchObject({ level: 'error', place: { file: 'kd.yaml', line: 21 } });
    expect(size.message).toContain('digits: size 17,424 B is 1,040 B over max 16 KiB');
  });

  test('of what was accepted are warnings', () => {
    expect(new Set(annotationsOf(CASES.waived).map(({ level }) => level))).toEqual(new Set(['warning']));
  });

  test('tell a test set that is too small for a budget that is met', () => {
    const limit = {
      measure: 'accuracy',
      kind: 'maxDrop',
      value: 0.001,
      ofBaseline: false,
      level: 'fail',
      text: '0.1 pp',
    } as const;
    const model = compared({ wrong: wrongAnswers(3) }, { wrong: wrongAnswers(3) }, [limit]);
    expect(annotationsOf(report([model]))).toEqual([
      { level: 'warning', message: expect.stringContaining('at least 4000 samples'), place: undefined },
    ]);
  });
});
