// Samples written one by one are the same from memory and from a file.
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attempt, describeProblem } from '../../src/base/problem.ts';
import { type Dataset, gather, select } from '../../src/data/dataset.ts';
import { sampleWriters } from '../../src/data/sample-writer.ts';
import { isStored, sampleAt, VALUE_ARRAYS, type ValueType } from '../../src/data/stored-values.ts';
import { openSpool } from '../../src/host/spool.ts';

const types = Object.keys(VALUE_ARRAYS) as ValueType[];

function setOf({ shape, values }: ReturnType<ReturnType<ReturnType<typeof sampleWriters>>['finish']>): Dataset {
  const [count, ...rest] = shape;
  const normalisation = { subtract: 1, multiply: 0.5 };
  return {
    count,
    shape: rest,
    values: values as Dataset['values'],
    normalisation,
    labels: new Int32Array(count),
    classes: ['a', 'b'],
    digest: '',
  };
}

test('whatever their type, their number and the order in which they are asked for', () => {
  const spool = openSpool();
  const cases = fc.record({
    type: fc.constantFrom(...types),
    size: fc.integer({ min: 1, max: 40 }),
    count: fc.integer({ min: 1, max: 60 }),
    expected: fc.integer({ min: 0, max: 100 }),
    order: fc.array(fc.nat(59), { minLength: 1, maxLength: 20 }),
  });
  let stored = 0;
  fc.assert(
    fc.property(cases, ({ type, size, count, expected, order }) => {
      const sets = [sampleWriters(undefined), sampleWriters(spool, 500)].map((newWriter) => {
        const writer = newWriter(type, [size], expected);
        for (let i = 0; i < count; i++) writer.add(Array.from({ length: size }, (_, k) => (i * 31 + k * 7) % 120));
        return setOf(writer.finish());
      });
      expect(isStored(sets[0].values)).toBe(false);
      if (isStored(sets[1].values)) stored++;
      const indices = order.map((index) => index % count);
      const [memory, file] = sets.map((set) => {
        const out = new Float32Array(indices.length * size);
        gather(
          select(set, indices),
          indices.map((_, i) => indices.length - 1 - i),
          out,
        );
        return out;
      });
      expect(file).toEqual(memory);
      expect(sets[1].values.length).toBe(sets[0].values.length);
    }),
    { seed: 11, numRuns: 200 },
  );
  expect(stored).toBeGreaterThan(50);
  spool.close();
});

test('a file of samples is nowhere in the folder, and gone when it is closed', () => {
  const spool = openSpool();
  const { file, append } = spool.create();
  const ours = `kd-gate-samples-${process.pid}-`;
  expect(readdirSync(tmpdir()).filter((name) => name.startsWith(ours))).toEqual([]);
  append(Uint8Array.of(1, 2, 3, 4));
  const read = new Uint8Array(2);
  spool.read(file, 1, read);
  expect(Array.from(read)).toEqual([2, 3]);
  spool.close();
  expect(() => spool.read(file, 0, read)).toThrow(/after it was closed/);
});

test('values that float32 does not hold are a mistake', () => {
  const writer = sampleWriters(undefined)('float32', [2]);
  const outcome = attempt(() => {
    writer.add([1, 2]);
    writer.add([1, 1e39]);
  });
  expect(outcome.ok || outcome.problems.map(describeProblem)).toEqual([
    'value 3 of the samples is 1e+39; all must be finite in float32',
  ]);
});

test('a sample of the set is a view until the next', () => {
  const spool = openSpool();
  const writer = sampleWriters(spool, 4)('uint8', [2]);
  for (const sample of [
    [1, 2],
    [3, 4],
    [5, 6],
  ])
    writer.add(sample);
  const { values } = writer.finish();
  expect([2, 0, 1].map((i) => Array.from(sampleAt(values, i, 2)))).toEqual([
    [5, 6],
    [1, 2],
    [3, 4],
  ]);
  spool.close();
});
