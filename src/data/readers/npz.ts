// NumPy's .npz files: a zip of .npy files.
import { describeKind } from '../../base/file-kind.ts';
import { PATH } from '../../base/path.ts';
import { attempt, must, type Outcome, reject, under } from '../../base/problem.ts';
import { quote, quoteNames } from '../../base/quote.ts';
import type { NumberArray } from '../array.ts';
import type { Reader } from '../reader.ts';
import { readNpy } from './npy.ts';
import { readNpyLabels } from './npy-labels.ts';
import { unzip } from './unzip.ts';

const NAME = { type: 'string', minLength: 1, maxLength: 256 } as const;

export const npz = {
  schema: { ...PATH, description: 'A .npz file of NumPy with two arrays: samples and labels.' },
  siblings: {
    x: { ...NAME, default: 'x', description: 'Of npz: name of the samples.' },
    y: { ...NAME, default: 'y', description: 'Of npz: name of the labels: class numbers, names or one-hot rows.' },
    group: {
      ...NAME,
      description: 'Of npz: name of an array that says which samples belong together, for data.split.',
    },
  },
  files: (path: string) => path,
  read([file], _, names: NpzNames, { wanted }) {
    if (names.x === names.y) reject('data/npz-key', `x and y both name the array ${quote(names.x)}; name two arrays`);
    const origins = names.group === undefined ? undefined : groupsIn(file, names.group);
    const [x] = must(readNpz(file, [names.x]));
    if (wanted === 'classes, if any' && !hasArray(file, names.y)) return { x, origins };
    return { x, y: must(labelsIn(file, names.y)), origins };
  },
} as const satisfies Reader;

interface NpzNames {
  readonly x: string;
  readonly y: string;
  readonly group?: string;
}

/** Inside an `attempt`. One a sample. */
function groupsIn(file: Uint8Array, name: string): readonly string[] {
  const groups = must(under('group', labelsIn(file, name)));
  return 'dtype' in groups ? Array.from(groups.values, String) : groups;
}

function labelsIn(file: Uint8Array, name: string): Outcome<NumberArray | readonly string[]> {
  return attempt(() => must(arraysIn(file, [name], readNpyLabels))[0]);
}

/** The named arrays of the file in this order; other entries aren't inflated.
 * Problems: `data/npz`, `data/npz-key`, and those of `readNpy`. */
export function readNpz(bytes: Uint8Array, names: readonly string[]): Outcome<readonly NumberArray[]> {
  return arraysIn(bytes, names, readNpy);
}

function arraysIn<Read>(
  bytes: Uint8Array,
  names: readonly string[],
  read: (file: Uint8Array) => Outcome<Read>,
): Outcome<readonly Read[]> {
  return attempt(() => {
    const { files, listed } = unzip(bytes, new Set(names.map((name) => `${name}.npy`)));
    return names.map((name) => {
      const file = files.get(`${name}.npy`);
      if (file) return must(read(file));
      const found = arraysOf(listed);
      const there = found.length > 0 ? `there are ${quoteNames(found)}` : describeKind(bytes, 'it has no arrays');
      return reject('data/npz-key', `the .npz file has no array ${quote(name)}; ${there}`);
    });
  });
}

/** The only array of the file, or the one called `name`. */
export function readSingleNpz(bytes: Uint8Array, name?: string): Outcome<NumberArray> {
  return attempt(() => {
    const { listed } = unzip(bytes, new Set());
    const arrays = arraysOf(listed);
    const wanted = name ?? (arrays.length === 1 ? arrays[0] : undefined);
    if (wanted === undefined) {
      return reject('data/npz-key', `the .npz file has ${arrays.length} arrays; one is needed`);
    }
    return must(readNpz(bytes, [wanted]))[0];
  });
}

/** Names of the arrays of the file. */
export function listNpz(bytes: Uint8Array): Outcome<readonly string[]> {
  return attempt(() => arraysOf(unzip(bytes, new Set()).listed));
}

function hasArray(bytes: Uint8Array, name: string): boolean {
  return arraysOf(unzip(bytes, new Set()).listed).includes(name);
}

/** Names of the arrays among the entries of the archive. */
function arraysOf(entries: readonly string[]): string[] {
  return entries.filter((entry) => entry.endsWith('.npy')).map((entry) => entry.slice(0, -4));
}
