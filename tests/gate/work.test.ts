// The work of a run: counted by hand, told before it starts, refused beyond the limit.
import { describe, expect, test } from 'vitest';
import { must, problemsOf } from '../../src/base/problem.ts';
import { parseSpec } from '../../src/config/parse.ts';
import type { ProgressEvent } from '../../src/gate/progress.ts';
import { describeMacs, spendWithin } from '../../src/gate/work.ts';
import { buildNetwork } from '../../src/nn/network/build.ts';
import { macsOf } from '../../src/nn/network/work.ts';

describe('spendWithin', () => {
  test('tells each stage before it starts and refuses the one that is too much, with all before it', () => {
    const told: ProgressEvent[] = [];
    const spend = spendWithin({ work: 1000, text: '1 kMACs' }, (event) => told.push(event));
    expect(spend({ model: 'digits', stage: 'train', macs: 400 }).ok).toBe(true);
    expect(spend({ model: 'digits', stage: 'simulate', macs: 600 }).ok).toBe(true);
    const beyond = spend({ model: 'other', stage: 'train', macs: 1 });
    expect(beyond).toMatchObject({ ok: false, problems: [{ code: 'limits/work' }] });
    const [message] = problemsOf(beyond).map((problem) => problem.message);
    expect(message).toContain('1 kMACs with all before it, and limits.work is 1 kMACs');
    expect(message).toContain('or raise it, for example "limits: { work: 2 kMACs }"');
    expect(told.map(({ stage, note }) => `${stage} ${note}`)).toEqual([
      'train about 400 MACs',
      'simulate about 600 MACs',
      'train about 1 MACs',
    ]);
  });

  test('knows the field’s prefixes', () => {
    expect([0, 999, 1000, 6_534_000_000, 1e14, 1e18].map(describeMacs)).toEqual([
      '0 MACs',
      '1000 MACs',
      '1 kMACs',
      '6.5 GMACs',
      '100 TMACs',
      '1000000 TMACs',
    ]);
  });
});

describe('limits:', () => {
  const specOf = (limits: string) =>
    parseSpec(`version: 1\n${limits}models:\n  m:\n    student: { tflite: a.tflite }\n`, 'kd.yaml');

  test('is 100 TMACs by default and can be raised', () => {
    expect(must(specOf('')).limits).toEqual({ work: 1e14, text: '100 TMACs' });
    expect(must(specOf('limits: { work: 2500 TMACs }\n')).limits.work).toBe(2.5e15);
  });

  test.each(['5', '5 MB', 'many'])('%s is a mistake on its line', (work) => {
    const parsed = specOf(`limits: { work: ${work} }\n`);
    expect(parsed).toMatchObject({
      ok: false,
      problems: [{ code: 'quantity/format', place: { line: 2, column: 17 } }],
    });
  });
});

// 8 x 8 outputs of 3 x 3 x 1 x 4 weights, then relu's 256 values, then 256 x 10 weights after a reshape of 256 values.
test('a network multiplies each weight at each output position', () => {
  const layers = [{ conv2d: { filters: 4, kernel: 3, activation: 'relu' } }, { flatten: {} }, { dense: { units: 10 } }];
  const spec = `version: 1\nmodels:\n  m:\n    student: { layers: ${JSON.stringify(layers)} }\n`;
  const parsed = must(parseSpec(spec, 'kd.yaml')).models.m.student.layers ?? [];
  expect(macsOf(must(buildNetwork([8, 8, 1], parsed, 1, 'student')))).toBe(64 * 36 + 256 + 256 + 2560);
});
