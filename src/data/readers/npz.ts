// NumPy's .npz files: a zip of .npy files.
import { type UnzipFileInfo, unzipSync } from 'fflate';
import { attempt, must, type Outcome, reject } from '../../base/problem.ts';
import type { NumberArray } from '../array.ts';
import { readNpy } from './npy.ts';

const MOST_ENTRIES = 1024;
/** Of all entries that are read, after inflating. */
const MOST_BYTES = 2 ** 31;

/** The named arrays of the file; other entries aren't inflated. Problems: `data/npz`, `data/npz-key`, and those of `readNpy`. */
export function readNpz<Name extends string>(
  bytes: Uint8Array,
  names: readonly Name[],
): Outcome<Readonly<Record<Name, NumberArray>>> {
  return attempt(() => {
    const { files, listed } = unzip(bytes, new Set<string>(names.map((name) => `${name}.npy`)));
    const arrays = names.map((name): [Name, NumberArray] => {
      const file = files[`${name}.npy`];
      if (!file) {
        const found = listed.filter((entry) => entry.endsWith('.npy')).map((entry) => entry.slice(0, -4));
        const there = found.length > 0 ? `there are ${found.slice(0, 20).join(', ')}` : 'it has no arrays';
        return reject('data/npz-key', `the .npz file has no array "${name}"; ${there}`);
      }
      return [name, must(readNpy(file))];
    });
    return Object.fromEntries(arrays) as Record<Name, NumberArray>;
  });
}

/** The only array of the file, or the one called `name`. */
export function readSingleNpz(bytes: Uint8Array, name?: string): Outcome<NumberArray> {
  return attempt(() => {
    const { listed } = unzip(bytes, new Set());
    const arrays = listed.filter((entry) => entry.endsWith('.npy')).map((entry) => entry.slice(0, -4));
    const wanted = name ?? (arrays.length === 1 ? arrays[0] : undefined);
    if (wanted === undefined) {
      return reject('data/npz-key', `the .npz file has ${arrays.length} arrays; one is needed`);
    }
    return must(readNpz(bytes, [wanted]))[wanted];
  });
}

function unzip(bytes: Uint8Array, wanted: ReadonlySet<string>) {
  const listed: string[] = [];
  let total = 0;
  const filter = ({ name, originalSize }: UnzipFileInfo): boolean => {
    listed.push(name);
    if (listed.length > MOST_ENTRIES) reject('data/npz', `the .npz file has more than ${MOST_ENTRIES} entries`);
    if (!wanted.has(name)) return false;
    total += originalSize;
    if (total > MOST_BYTES) reject('data/too-large', `the arrays of the .npz file take more than ${MOST_BYTES} bytes`);
    return true;
  };
  try {
    return { files: unzipSync(bytes, { filter }), listed };
  } catch (error) {
    // fflate throws plain errors with a numeric code; a Rejection of `filter` passes through.
    if (error instanceof Error && 'code' in error) return reject('data/npz', `not a sound .npz file: ${error.message}`);
    if (error instanceof RangeError || error instanceof TypeError) return reject('data/npz', 'not a sound .npz file');
    throw error;
  }
}
