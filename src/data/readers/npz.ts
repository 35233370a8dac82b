// NumPy's .npz files: a zip of .npy files.
import { describeKind } from '../../base/file-kind.ts';
import { PATH } from '../../base/path.ts';
import { attempt, must, type Outcome, reject } from '../../base/problem.ts';
import { quote, quoteNames } from '../../base/quote.ts';
import type { NumberArray } from '../array.ts';
import type { Reader } from '../reader.ts';
import { readNpy } from './npy.ts';
import { unzip } from './unzip.ts';

const NAME = { type: 'string', minLength: 1, maxLength: 256 } as const;

export const npz = {
  schema: { ...PATH, description: 'A .npz file of NumPy with two arrays: samples and labels.' },
  siblings: {
    x: { ...NAME, default: 'x', description: 'Of npz: name of the samples.' },
    y: { ...NAME, default: 'y', description: 'Of npz: name of the labels.' },
  },
  files: (path: string) => path,
  read([file], _, names: { readonly x: string; readonly y: string }, { wanted }) {
    if (names.x === names.y) reject('data/npz-key', `x and y both name the array ${quote(names.x)}; name two arrays`);
    if (wanted === 'classes, if any' && !hasArray(file, names.y)) return { x: must(readNpz(file, [names.x]))[0] };
    const [x, y] = must(readNpz(file, [names.x, names.y]));
    return { x, y };
  },
} as const satisfies Reader;

/** The named arrays of the file in this order; other entries aren't inflated.
 * Problems: `data/npz`, `data/npz-key`, and those of `readNpy`. */
export function readNpz(bytes: Uint8Array, names: readonly string[]): Outcome<readonly NumberArray[]> {
  return attempt(() => {
    const { files, listed } = unzip(bytes, new Set(names.map((name) => `${name}.npy`)));
    return names.map((name) => {
      const file = files.get(`${name}.npy`);
      if (file) return must(readNpy(file));
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
