// Which test samples a student has learned from, compared with a search through all pairs.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Dataset } from '../../src/data/dataset.ts';
import type { Values } from '../../src/data/stored-values.ts';
import { sharedSamples } from '../../src/gate/shared-samples.ts';

const [OF_TRAIN, OF_TEST] = ['0123456789abcdef'.repeat(4), 'fedcba9876543210'.repeat(4)];

function setOf(values: Values, size: number, digest: string): Dataset {
  const count = values.length / size;
  const normalisation = { subtract: 0, multiply: 1 };
  return { count, shape: [size], values, normalisation, labels: new Int32Array(count), classes: ['a', 'b'], digest };
}

const rows = (size: number) =>
  fc.array(fc.array(fc.integer({ min: -2, max: 2 }), { minLength: size, maxLength: size }));

test('as many as a search through all pairs finds', () => {
  const cases = fc.integer({ min: 1, max: 3 }).chain((size) => fc.tuple(fc.constant(size), rows(size), rows(size)));
  fc.assert(
    fc.property(cases, ([size, train, test]) => {
      const known = new Set(train.map(String));
      const [a, b] = [train, test].map((samples) => Int8Array.from(samples.flat()));
      const found = sharedSamples(setOf(a, size, OF_TRAIN), setOf(b, size, OF_TEST));
      expect(found).toBe(test.filter((sample) => known.has(String(sample))).length);
    }),
    { seed: 8, numRuns: 500 },
  );
});

test('whatever type they are stored in, and whatever the sign of zero', () => {
  const bytes = setOf(Uint8Array.of(0, 7, 255, 1), 2, OF_TRAIN);
  const floats = setOf(Float32Array.of(-0, 7, 255, 1.5), 2, OF_TEST);
  expect(sharedSamples(bytes, floats)).toBe(1);
});
