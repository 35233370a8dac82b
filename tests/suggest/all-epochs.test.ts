// How long a model of kd.yaml is trained in all, by the shares that docs/shrink.md and docs/qat.md name.
import { expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { parseSpec } from '../../src/config/parse.ts';
import { allEpochs } from '../../src/suggest/all-epochs.ts';

test.each([
  ['the float training', '', 20],
  ['its own epochs', 'distill: { epochs: 30 }', 30],
  ['half of them for zeros', 'prune: { sparsity: 0.5 }', 30],
  ['as many for fewer channels, and half for zeros', 'prune: { channels: 0.5, sparsity: 0.5 }', 50],
  ['a quarter for clusters', 'cluster: {}', 25],
  ['a fifth for numbers of the integer model', 'quantize: { aware: true }', 24],
  ['the same among the attempts of auto', 'quantize: { mode: auto }', 24],
  ['what is written', 'cluster: { epochs: 7 }', 27],
])('%s: %s', (_, settings, epochs) => {
  const student = 'student: { arch: { ds-cnn: {} } }';
  const text = `version: 1\nmodels: { m: { ${[student, settings].filter((part) => part !== '').join(', ')} } }`;
  expect(allEpochs(must(parseSpec(text, 'kd.yaml')).models.m, 20)).toBe(epochs);
});
