// Two classes that a small network tells apart, for the tests of trainings inside the gate.
import { random } from '../../src/base/random.ts';
import type { Dataset } from '../../src/data/dataset.ts';

/** Two clouds of points around (1, -1, 1, ...) times `distance` and its opposite. */
export function clouds(count: number, distance: number): Dataset {
  const numbers = random(1, 'clouds');
  const labels = Int32Array.from({ length: count }, (_, i) => i % 2);
  const values = new Float32Array(count * 8).map((_, i) => {
    const sign = (labels[Math.floor(i / 8)] === 0 ? 1 : -1) * (i % 2 === 0 ? 1 : -1);
    return distance * sign + numbers.normal();
  });
  const normalisation = { subtract: 0, multiply: 1 };
  return { count, shape: [8], values, normalisation, labels, classes: ['a', 'b'], digest: 'ab'.repeat(32) };
}
