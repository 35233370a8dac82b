// Images moved by whole pixels, zeros where nothing comes from: how the experiments make more of their samples.
import { sizeOf } from '../../src/base/shape.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { normaliserOf } from '../../src/data/normalisation.ts';
import { sampleAt } from '../../src/data/stored-values.ts';

export interface Shift {
  readonly down: number;
  readonly right: number;
}

/** All shifts by up to `most` pixels in both directions, row by row; the middle one moves nothing. */
export function shiftsUpTo(most: number): readonly Shift[] {
  const steps = Array.from({ length: 2 * most + 1 }, (_, i) => i - most);
  return steps.flatMap((down) => steps.map((right) => ({ down, right })));
}

/** Writes the normalised sample, moved, into `out` at `at`. The set's zero must be the network's zero. */
export function putShifted(set: Dataset, sample: number, { down, right }: Shift, out: Float32Array, at: number): void {
  const [height, width] = set.shape;
  const values = sampleAt(set.values, sample, sizeOf(set.shape));
  const normalised = normaliserOf(set.normalisation);
  for (let y = 0; y < height; y++) {
    const fromY = y - down;
    const isInside = fromY >= 0 && fromY < height;
    for (let x = 0; x < width; x++) {
      const fromX = x - right;
      const stored = isInside && fromX >= 0 && fromX < width ? values[fromY * width + fromX] : 0;
      out[at + y * width + x] = normalised(stored, y * width + x);
    }
  }
}
