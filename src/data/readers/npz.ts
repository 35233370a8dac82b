// NumPy's .npz files: a zip of .npy files.
import { type UnzipFileInfo, unzipSync } from 'fflate';
import { viewOf } from '../../base/bytes.ts';
import { crc32 } from '../../base/digest.ts';
import { PATH } from '../../base/path.ts';
import { attempt, must, type Outcome, reject } from '../../base/problem.ts';
import type { NumberArray } from '../array.ts';
import type { Reader } from '../reader.ts';
import { readNpy } from './npy.ts';

const NAME = { type: 'string', minLength: 1, maxLength: 256 } as const;

export const npz = {
  schema: { ...PATH, description: 'A .npz file of NumPy with two arrays: samples and labels.' },
  siblings: {
    x: { ...NAME, default: 'x', description: 'Of npz: name of the samples.' },
    y: { ...NAME, default: 'y', description: 'Of npz: name of the labels.' },
  },
  files: (path: string) => path,
  read([file], _, names: { readonly x: string; readonly y: string }) {
    if (names.x === names.y) reject('data/npz-key', `x and y both name the array "${names.x}"; name two arrays`);
    const [x, y] = must(readNpz(file, [names.x, names.y]));
    return { x, y };
  },
} as const satisfies Reader;

const MOST_ENTRIES = 1024;
/** Of all entries that are read, after inflating. */
const MOST_BYTES = 2 ** 31;
/** Deflate can't do better (zlib's technical details, "Maximum Compression Factor"); a header that claims more lies. */
const MOST_RATIO = 1032;

/**
 * The named arrays of the file in this order; other entries aren't inflated.
 * Problems: `data/npz`, `data/npz-key`, and those of `readNpy`.
 */
export function readNpz(bytes: Uint8Array, names: readonly string[]): Outcome<readonly NumberArray[]> {
  return attempt(() => {
    const { files, listed } = unzip(bytes, new Set(names.map((name) => `${name}.npy`)));
    return names.map((name) => {
      const file = files.get(`${name}.npy`);
      if (file) return must(readNpy(file));
      const found = arraysOf(listed);
      const there = found.length > 0 ? `there are ${found.slice(0, 20).join(', ')}` : 'it has no arrays';
      return reject('data/npz-key', `the .npz file has no array "${name}"; ${there}`);
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

/** Names of the arrays among the entries of the archive. */
function arraysOf(entries: readonly string[]): string[] {
  return entries.filter((entry) => entry.endsWith('.npy')).map((entry) => entry.slice(0, -4));
}

function unzip(bytes: Uint8Array, wanted: ReadonlySet<string>) {
  const listed: string[] = [];
  let total = 0;
  const filter = ({ name, size, originalSize }: UnzipFileInfo): boolean => {
    listed.push(name);
    if (listed.length > MOST_ENTRIES) reject('data/npz', `the .npz file has more than ${MOST_ENTRIES} entries`);
    if (!wanted.has(name)) return false;
    if (originalSize > MOST_RATIO * size + MOST_RATIO) {
      reject('data/npz', `not a sound .npz file: ${size} bytes of "${name}" can't hold ${originalSize}`);
    }
    total += originalSize;
    if (total > MOST_BYTES) reject('data/too-large', `the arrays of the .npz file take more than ${MOST_BYTES} bytes`);
    return true;
  };
  try {
    const files = new Map(Object.entries(unzipSync(bytes, { filter })));
    const sums = files.size > 0 ? checksumsOf(bytes) : new Map<string, number>();
    for (const [name, file] of files) {
      if (sums.get(name) !== crc32(file)) {
        reject('data/npz', `the .npz file is damaged: the checksum of "${name}" is another; write it again`);
      }
    }
    return { files, listed };
  } catch (error) {
    // fflate throws plain errors with a numeric code; a Rejection of `filter` passes through.
    if (error instanceof Error && 'code' in error) return reject('data/npz', `not a sound .npz file: ${error.message}`);
    if (error instanceof RangeError || error instanceof TypeError) return reject('data/npz', 'not a sound .npz file');
    throw error;
  }
}

/**
 * CRC-32 by name out of the central directory (PKWARE's APPNOTE.TXT, 4.3), which fflate has walked before but does not
 * compare with.
 */
function checksumsOf(bytes: Uint8Array): ReadonlyMap<string, number> {
  const view = viewOf(bytes);
  const u16 = (at: number) => view.getUint16(at, true);
  const u32 = (at: number) => view.getUint32(at, true);
  let end = bytes.length - 22;
  while (u32(end) !== 0x06054b50) end--;
  const zip64 = end >= 20 && u32(end - 20) === 0x07064b50 ? u32(end - 12) : undefined;
  const isWide = zip64 !== undefined && u32(zip64) === 0x06064b50;
  const count = isWide ? u32(zip64 + 32) : u16(end + 8);
  let at = isWide ? u32(zip64 + 48) : u32(end + 16);
  const sums = new Map<string, number>();
  for (let entry = 0; entry < count; entry++) {
    const from = at + 46;
    const length = u16(at + 28);
    const name = bytes.subarray(from, from + length);
    const isUtf8 = (u16(at + 8) & 2048) !== 0;
    sums.set(isUtf8 ? new TextDecoder().decode(name) : String.fromCharCode(...name), u32(at + 16));
    at = from + length + u16(at + 30) + u16(at + 32);
  }
  return sums;
}
