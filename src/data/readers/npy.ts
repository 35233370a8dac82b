// NumPy's .npy files. Format: numpy/lib/format.py, "NEP 1 - A Simple File Format for NumPy Arrays".

import type { FromSchema } from 'json-schema-to-ts';
import { alignedCopy } from '../../base/bytes.ts';
import { PATH } from '../../base/path.ts';
import { attempt, must, type Outcome, reject, under } from '../../base/problem.ts';
import { quote } from '../../base/quote.ts';
import { describeShape } from '../../base/shape.ts';
import { countElements, labelsOf, type NumberArray, type NumberType } from '../array.ts';
import type { Reader } from '../reader.ts';
import { WINDOW_PROPERTIES, windowsOfArrays } from '../window-collector.ts';
import { openNpy } from './npy-header.ts';
import { readNpyLabels } from './npy-labels.ts';
import { pairReader } from './pair.ts';

const PAIR = pairReader(
  'Two .npy files of NumPy: samples and labels; or recordings, one row a moment, cut into windows.',
  ['x', 'y'],
  readNpy,
  readNpyLabels,
);

const SCHEMA = {
  ...PAIR.schema,
  properties: {
    ...PAIR.schema.properties,
    group: { ...PATH, description: 'Whole numbers or texts, one a row of x: which recording, or whose, a row is.' },
    ...WINDOW_PROPERTIES,
  },
} as const;

type NpyParams = FromSchema<typeof SCHEMA>;

export const npy = {
  schema: SCHEMA,
  files: ({ x, y, group }: NpyParams) => ({ x, y, group }),
  read(files, params: NpyParams) {
    const { window } = params;
    const pair = PAIR.read(files);
    const groups = params.group === undefined ? undefined : must(under('group', groupsOf(files[2], pair.x.shape[0])));
    if (window !== undefined) return must(windowsOfArrays(pair, groups, { ...params, window }));
    for (const key of ['stride', 'mixed'] as const) {
      if (params[key] === undefined) continue;
      reject('data/window', 'is for recordings; write a window, of so many rows, or remove this key', { path: key });
    }
    return { ...pair, ...(groups && { origins: groups }) };
  },
} satisfies Reader;

function groupsOf(file: Uint8Array, rows: number): Outcome<readonly string[]> {
  return attempt(() => {
    const texts = must(readNpyLabels(file));
    const groups = 'dtype' in texts ? must(labelsOf(texts, 'the groups')) : texts;
    if (groups.length !== rows) reject('data/count', `there are ${rows} rows and ${groups.length} groups`);
    const known = new Map<number | string, string>();
    // One text for all rows of a group.
    const textOf = (group: number | string): string => {
      const text = known.get(group) ?? String(group);
      known.set(group, text);
      return text;
    };
    return Array.from<number | string, string>(groups, textOf);
  });
}

interface ElementLayout {
  readonly dtype: NumberType;
  readonly bytes: number;
  readonly read: (data: ArrayBuffer) => NumberArray['values'];
}

/** By NumPy's kind and bytes of an element. */
const LAYOUTS: ReadonlyMap<string, ElementLayout> = new Map<string, ElementLayout>([
  ['b1', { dtype: 'bool', bytes: 1, read: (data) => new Uint8Array(data) }],
  ['u1', { dtype: 'uint8', bytes: 1, read: (data) => new Uint8Array(data) }],
  ['i1', { dtype: 'int8', bytes: 1, read: (data) => new Int8Array(data) }],
  ['i2', { dtype: 'int16', bytes: 2, read: (data) => new Int16Array(data) }],
  ['i4', { dtype: 'int32', bytes: 4, read: (data) => new Int32Array(data) }],
  ['i8', { dtype: 'int64', bytes: 8, read: readInt64 }],
  ['f4', { dtype: 'float32', bytes: 4, read: (data) => new Float32Array(data) }],
  ['f8', { dtype: 'float64', bytes: 8, read: (data) => new Float64Array(data) }],
]);

/** Problems have codes `data/npy`, `data/npy-type`, `data/npy-order`, `data/too-large`. */
export function readNpy(bytes: Uint8Array): Outcome<NumberArray> {
  return attempt(() => {
    const { from, ...header } = openNpy(bytes);
    const layout = layoutOf(header.descr);
    if (header.fortranOrder && header.shape.length > 1) {
      reject('data/npy-order', 'the array is in Fortran order; save numpy.ascontiguousarray(x) instead');
    }
    const count = countElements(header.shape);
    const [found, needed] = [bytes.length - from, count * layout.bytes];
    if (found !== needed) {
      const wrong = found < needed ? 'is cut off' : 'goes on behind its array, write each array into a file of its own';
      const expected = `${describeShape(header.shape)} ${layout.dtype} takes ${needed}`;
      reject('data/npy', `the .npy file ${wrong}: it has ${found} bytes of data; ${expected}`);
    }
    const values = layout.read(alignedCopy(bytes, from, from + count * layout.bytes));
    return { shape: header.shape, dtype: layout.dtype, values };
  });
}

function layoutOf(descr: string): ElementLayout {
  const layout = LAYOUTS.get(descr.slice(1));
  const order = descr[0];
  if (!layout || !'<|=>'.includes(order)) {
    const known = [...LAYOUTS.values()].map(({ dtype }) => dtype);
    return reject('data/npy-type', `the array has type ${quote(descr)}; known are ${known.join(', ')}`);
  }
  if (order === '>' && layout.bytes > 1) {
    const wanted = `x.astype("<${descr.slice(1)}")`;
    return reject('data/npy-type', `the array is big endian (${descr}); save ${wanted} instead`);
  }
  return layout;
}

function readInt64(data: ArrayBuffer): Float64Array {
  const wide = new BigInt64Array(data);
  const values = new Float64Array(wide.length);
  for (let i = 0; i < wide.length; i++) {
    values[i] = Number(wide[i]);
    if (!Number.isSafeInteger(values[i])) {
      reject('data/npy-type', `element ${i} is ${wide[i]}, beyond what a number holds exactly (2^53)`);
    }
  }
  return values;
}
