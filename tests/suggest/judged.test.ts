// How many candidates are judged without training: a network of a stranger may be as large as one can be.
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { parseSpec } from '../../src/config/parse.ts';
import type { ModelReport } from '../../src/report/report.ts';
import { candidatesOf } from '../../src/suggest/candidates.ts';
import { judgeCandidates, untrainedCosts } from '../../src/suggest/judged.ts';

const JUDGE = { limits: [], reserve: [], ratchet: true };
const DENSE = '{ flatten: {} }, { dense: { units: 20 } }, { dense: { units: 10 } }';

function subjectOf(settings = '') {
  const section = `{ student: { layers: [${DENSE}] }${settings} }`;
  const model = must(parseSpec(`version: 1\nmodels: { m: ${section} }`, 'kd.yaml')).models.m;
  return { model, data: { inputShape: [64], classes: 10 }, boards: [], epochs: 20 };
}

function judgedWithin(mostWork: number | undefined, settings = ''): number {
  const subject = subjectOf(settings);
  const { figures } = must(untrainedCosts(subject.model, subject.data, []));
  const current = { name: 'm', inputs: {}, settings: {}, ...figures } as unknown as ModelReport;
  return must(judgeCandidates(subject, candidatesOf(subject), current, JUDGE, mostWork)).candidates.length;
}

describe('candidates', () => {
  const all = candidatesOf(subjectOf()).length;

  test('of a small network are all judged', () => {
    expect(judgedWithin(undefined)).toBe(all);
  });

  test('are judged until the work is done, those that differ in their training at no more', () => {
    // Two operators at 30,000, and 64 x 20 + 20 x 10 weights with 30 biases: ten of such a size.
    const judged = judgedWithin(10 * 61_510);
    expect(judged).toBeGreaterThanOrEqual(10);
    expect(judged).toBeLessThan(30);
    expect(judged).toBeLessThan(all);
  });

  test('whose weights are tried packed are fewer for the same work', () => {
    const mostWork = 100 * 61_510;
    expect(judgedWithin(mostWork, ', export: { decode: auto }')).toBeLessThan(judgedWithin(mostWork));
  });
});
