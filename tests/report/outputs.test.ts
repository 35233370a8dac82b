import { describe, expect, test } from 'vitest';
import { annotationsOf } from '../../src/report/annotations.ts';
import { outputsOf } from '../../src/report/outputs.ts';
import { CASES, compared, report, wrongAnswers } from './cases.ts';
import { sampleReport } from './sample.ts';

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

describe('outputs', () => {
  const sample = sampleReport();
  const [model] = sample.models;
  const [board] = model.boards;
  const timed = { ...board, latencyMs: 42.5, latencyBandPercent: 25 };
  const slower = { ...timed, id: 'our-board', latencyMs: 99 };
  const other = { ...model, name: 'toString', boards: [], accuracy: undefined };
  const both = { ...sample, models: [{ ...model, boards: [timed, slower] }, other] };

  test('are those of the first model, arenas and latencies the largest over its boards', () => {
    expect(outputsOf(both)).toMatchObject({
      verdict: 'fail',
      'size-bytes': '53936',
      'arena-min-bytes': '22832',
      'latency-ms': '99',
      accuracy: '0.901',
      macs: '2656768',
    });
    expect(outputsOf(sample)).not.toHaveProperty('latency-ms');
  });

  test('hold every measure of every model and board as JSON', () => {
    const figures = JSON.parse(outputsOf(both).figures);
    expect(Object.keys(figures)).toEqual(['digits', 'toString']);
    expect(figures.digits.boards['our-board']).toEqual({
      fits: true,
      'arena-min-bytes': 22832,
      'arena-used-bytes': 22820,
      'latency-ms': 99,
      'latency-band-percent': 25,
    });
    expect(figures.digits['float-accuracy']).toBe(0.905);
    expect(figures.toString.boards).toEqual({});
    expect(figures.toString.profiles['cortex-m4f/cmsis_nn']['arena-min-bytes']).toBe(22832);
    expect(figures.toString.accuracy).toBeUndefined();
  });

  test('leave the JSON out where GitHub would refuse it', () => {
    const boards = Array.from({ length: 256 }, (_, i) => ({ ...timed, id: `board-${i}` }));
    const models = Array.from({ length: 64 }, (_, i) => ({ ...model, name: `model-${i}`, boards }));
    expect(outputsOf({ ...sample, models })).not.toHaveProperty('figures');
  });
});
