// The five filters of PNG (section 9) undone, row by row, in place.
import { reject } from '../../base/problem.ts';
import type { Pass } from './png.ts';

const [NONE, SUB, UP, AVERAGE, PAETH] = [0, 1, 2, 3, 4];

/** Rows of a pass from `at`, each behind the byte of its filter. `step`: bytes of a pixel, at least one. */
export function unfilter(lines: Uint8Array, at: number, { rows, rowBytes }: Pass, step: number): void {
  for (let row = 0; row < rows; row++) {
    const from = at + row * (rowBytes + 1) + 1;
    const line = lines.subarray(from, from + rowBytes);
    const above = row > 0 ? lines.subarray(from - rowBytes - 1, from - 1) : undefined;
    undo(lines[from - 1], line, above, step);
  }
}

function undo(filter: number, line: Uint8Array, above: Uint8Array | undefined, step: number): void {
  if (filter === NONE || (filter === UP && !above)) return;
  const { length } = line;
  if (filter === SUB) for (let i = step; i < length; i++) line[i] += line[i - step];
  else if (filter === UP && above) for (let i = 0; i < length; i++) line[i] += above[i];
  else if (filter === AVERAGE) {
    for (let i = 0; i < length; i++) line[i] += ((i < step ? 0 : line[i - step]) + (above ? above[i] : 0)) >> 1;
  } else if (filter === PAETH) {
    for (let i = 0; i < length; i++) {
      const [a, c] = i < step ? [0, 0] : [line[i - step], above ? above[i - step] : 0];
      line[i] += paeth(a, above ? above[i] : 0, c);
    }
  } else reject('data/image', `the PNG file has filter ${filter}, which PNG does not know; save it again`);
}

/** Of left, above and above left the one that is nearest to a + b - c. */
function paeth(a: number, b: number, c: number): number {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
  if (pa <= pb && pa <= pc) return a;
  return pb <= pc ? b : c;
}
