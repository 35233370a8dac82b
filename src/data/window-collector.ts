// Tables of sensors' values, one row a moment, cut into windows, which are the samples.
import { attempt, must, type Outcome, reject, under } from '../base/problem.ts';
import { describeShape } from '../base/shape.ts';
import { labelsOf, type NumberArray } from './array.ts';
import { growing } from './growing.ts';
import type { Samples } from './reader.ts';
import {
  countWindows,
  labelsOfWindows,
  MIXED_LABELS,
  type MixedLabels,
  type Stretch,
  stretchesOf,
  type Windows,
  windowsOf,
} from './windows.ts';

export interface Table {
  /** [rows, columns] */
  readonly values: Float32Array;
  readonly columns: number;
  /** Of each row, or of the whole table; none where none are wanted. */
  readonly labels?: readonly string[] | Int32Array | string;
  readonly stretches: readonly Stretch[];
}

export interface WindowCollector {
  /** Inside an `attempt`, as `samples`. Problems: `data/window`, `data/too-large`. */
  add(table: Table): void;
  /** [windows, rows of one, columns] */
  samples(): Samples;
}

/** Those of kd.yaml, with a window. */
export interface WindowParams {
  readonly window: number;
  readonly stride?: number;
  readonly mixed?: MixedLabels;
}

/** As many samples as one set may have. */
const MOST_WINDOWS = 2 ** 24;
/** Of arrays, whose rows may have a byte each, and some times as many in memory. */
const MOST_ROWS = 2 ** 26;

export function windowCollector({ window, stride = window, mixed = 'skip' }: WindowParams): WindowCollector {
  const windows: Windows = { window, stride };
  const values = growing(Float32Array);
  const labels: string[] = [];
  const origins: string[] = [];
  const recordings: number[] = [];
  let [columns, longest, cut, stretches] = [0, 0, 0, 0];
  return {
    add(table) {
      if (columns > 0 && table.columns !== columns) {
        reject('data/window', `it has ${table.columns} columns of values, the files before it have ${columns}`);
      }
      columns = table.columns;
      for (const { from, to } of table.stretches) {
        longest = Math.max(longest, to - from);
        cut += countWindows(to - from, windows);
      }
      if (cut > MOST_WINDOWS) reject('data/too-large', `there are ${cut} windows; at most ${MOST_WINDOWS} are cut`);
      const { labels: own } = table;
      const labelOf = typeof own === 'object' ? labelsOfWindows<string | number>(own, mixed) : () => own;
      for (const { row, origin, stretch } of windowsOf(table.stretches, windows)) {
        const label = labelOf(row, row + window);
        if (label === undefined && own !== undefined) continue;
        values.room(window * columns).set(table.values.subarray(row * columns, (row + window) * columns));
        origins.push(origin);
        recordings.push(stretches + stretch);
        if (label !== undefined) labels.push(String(label));
      }
      stretches += table.stretches.length;
    },
    samples() {
      if (cut === 0) {
        const found = `a window has ${window} rows, the longest recording has ${longest}`;
        reject('data/window', `${found}; write a shorter one`, { path: 'window' });
      }
      if (origins.length === 0) {
        reject('data/window', 'every window has rows of two labels; write a shorter one, or mixed: majority');
      }
      const x = { dtype: 'float32', shape: [origins.length, window, columns], values: values.values() } as const;
      return { x, origins, recordings, ...(labels.length > 0 && { y: labels }) };
    },
  };
}

/** x is [rows, columns], y the label of each row. Without groups all is one recording. */
export function windowsOfArrays(
  { x, y }: { readonly x: NumberArray; readonly y: NumberArray | readonly string[] },
  groups: readonly string[] | undefined,
  params: WindowParams,
): Outcome<Samples> {
  return attempt(() => {
    const [rows, columns] = x.shape;
    if (x.shape.length !== 2 || columns < 1) {
      reject('data/shape', `x is ${describeShape(x.shape)}; for windows it is rows x columns`, { path: 'x' });
    }
    if (rows > MOST_ROWS) reject('data/too-large', `there are ${rows} rows; at most ${MOST_ROWS} are cut into windows`);
    const labels = 'dtype' in y ? must(under('y', labelsOf(y, 'y'))) : y;
    if (labels.length !== rows)
      reject('data/count', `there are ${rows} rows and ${labels.length} labels`, { path: 'y' });
    const collector = windowCollector(params);
    const stretches = groups ? stretchesOf(groups) : [{ from: 0, to: rows, origin: '0' }];
    collector.add({ values: Float32Array.from(x.values, Number), columns, labels, stretches });
    return collector.samples();
  });
}

export const WINDOW_PROPERTIES = {
  window: {
    type: 'integer',
    minimum: 1,
    maximum: 1048576,
    description: 'Cuts recordings, one row a moment, into windows of so many rows, which are the samples.',
  },
  stride: {
    type: 'integer',
    minimum: 1,
    maximum: 1048576,
    description: 'Rows from the start of a window to the start of the next; by default the rows of one.',
  },
  mixed: {
    enum: MIXED_LABELS,
    description:
      'A window whose rows have two labels: by default it is no sample (skip); majority gives it the label of most ' +
      'of its rows, of equally many the one that comes first.',
  },
} as const;
