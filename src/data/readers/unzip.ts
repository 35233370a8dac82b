// The entries of a zip archive by name (PKWARE's APPNOTE.TXT), read only where the archive says one thing of each.
import { Inflate, type UnzipFileInfo, unzipSync } from 'fflate';
import { asciiOf, viewOf } from '../../base/bytes.ts';
import { crc32 } from '../../base/digest.ts';
import { describeKind } from '../../base/file-kind.ts';
import { reject } from '../../base/problem.ts';
import type { ProblemCode } from '../../base/problem-codes.ts';
import { excerpt, quote } from '../../base/quote.ts';
import { MOST_BYTES } from '../array.ts';
import { MOST_RATIO } from './gunzip.ts';

const MOST_ENTRIES = 1024;
const DATA_DESCRIPTOR = 8;
const [STORED, DEFLATED] = [0, 8];
/** Fed at once: what comes out before the next check is at most `MOST_RATIO` times as much. */
const STEP = 16384;
/** Stands where a size is in the extra field of zip64. */
const ELSEWHERE = 0xffffffff;

/** How messages speak of an archive. */
export interface ArchiveKind {
  readonly code: ProblemCode;
  /** Such as `.npz`. */
  readonly name: string;
  /** What writes a sound one. */
  readonly remedy: string;
}

const NPZ: ArchiveKind = { code: 'data/npz', name: '.npz', remedy: 'write it with numpy.savez' };

/** By its first two bytes, as `.npz` and `.keras` are told from other files. */
export function isZip(bytes: Uint8Array): boolean {
  return asciiOf(bytes, 0, 2) === 'PK';
}

/** Inside an `attempt`. The wanted entries inflated, and the names of all. Problems: the kind's, `data/too-large`. */
export function unzip(bytes: Uint8Array, wanted: ReadonlySet<string>, kind = NPZ) {
  const { code, name, remedy } = kind;
  if (!isZip(bytes)) {
    reject(code, `not a ${name} file: ${describeKind(bytes, `it does not start with PK; ${remedy}`)}`);
  }
  try {
    const listed = listEntries(bytes, wanted, kind);
    const names = listed.map(({ name }) => name);
    if (!names.some((name) => wanted.has(name))) return { files: new Map<string, Uint8Array>(), listed: names };
    // fflate names the entries in the directory's order.
    const entries = [...entriesOf(bytes)].map((entry, i) => [listed[i], entry] as const);
    const files = new Map(
      entries
        .filter(([{ name }]) => wanted.has(name))
        .map(([info, entry]) => [info.name, contentOf(bytes, info, entry, kind)] as const),
    );
    return { files, listed: names };
  } catch (error) {
    // fflate throws plain errors with a numeric code; a Rejection of `listEntries` passes through.
    if (error instanceof Error && 'code' in error) {
      return reject(code, `not a sound ${name} file: ${excerpt(error.message)}`);
    }
    if (error instanceof RangeError || error instanceof TypeError) return reject(code, `not a sound ${name} file`);
    throw error;
  }
}

/** What the directory says of all entries; nothing is inflated. */
function listEntries(bytes: Uint8Array, wanted: ReadonlySet<string>, kind: ArchiveKind): readonly UnzipFileInfo[] {
  const { code, name: what } = kind;
  const listed: UnzipFileInfo[] = [];
  const names = new Set<string>();
  let total = 0;
  const filter = (info: UnzipFileInfo): boolean => {
    const { name, size, originalSize } = info;
    // Which of two would be taken is nowhere said, and another program takes the other.
    if (names.has(name)) reject(code, `the ${what} file has two entries ${quote(name)}; write it again`);
    names.add(name);
    listed.push(info);
    if (listed.length > MOST_ENTRIES) reject(code, `the ${what} file has more than ${MOST_ENTRIES} entries`);
    if (!wanted.has(name)) return false;
    if (originalSize > MOST_RATIO * size + MOST_RATIO) {
      reject(code, `not a sound ${what} file: ${size} bytes of ${quote(name)} can't hold ${originalSize}`);
    }
    total += originalSize;
    if (total > MOST_BYTES) reject('data/too-large', `what is in the ${what} file takes more than ${MOST_BYTES} bytes`);
    return false;
  };
  unzipSync(bytes, { filter });
  return listed;
}

/** fflate reads the directory alone, and compares it neither with an entry's own header nor its content. */
function contentOf(
  bytes: Uint8Array,
  { name, size, originalSize }: UnzipFileInfo,
  entry: Entry,
  { code, name: what, remedy }: ArchiveKind,
): Uint8Array {
  const damaged = (why: string): never => reject(code, `the ${what} file is damaged: ${why}; write it again`);
  const { at, method, checksum } = entry;
  // 4 GiB and more aren't read.
  if (at === ELSEWHERE || contradicts(bytes, entry)) damaged(`it says two things of ${quote(name)}`);
  const view = viewOf(bytes);
  const from = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  const packed = bytes.subarray(from, from + size);
  if (method !== STORED && method !== DEFLATED) {
    reject(code, `${quote(name)} is packed by method ${method}; ${remedy}`);
  }
  const content = method === STORED ? packed.slice() : inflateWithin(packed, originalSize);
  if (content?.length !== originalSize) return damaged(`${quote(name)} hasn't the ${originalSize} bytes that it names`);
  if (checksum !== crc32(content)) damaged(`the checksum of ${quote(name)} is another`);
  return content;
}

/** Undefined as soon as more comes out: deflate can hold a thousand times what the directory says. */
function inflateWithin(packed: Uint8Array, most: number): Uint8Array | undefined {
  const whole = new Uint8Array(most);
  let total = 0;
  const stream = new Inflate((piece) => {
    if (total + piece.length <= most) whole.set(piece, total);
    total += piece.length;
  });
  for (let from = 0; from < packed.length && total <= most; from += STEP) {
    stream.push(packed.subarray(from, from + STEP), from + STEP >= packed.length);
  }
  return total === most ? whole : undefined;
}

/** What the central directory says of an entry (4.3.12). */
interface Entry {
  readonly name: Uint8Array;
  readonly method: number;
  readonly checksum: number;
  readonly size: number;
  readonly originalSize: number;
  /** Of its own header; `ELSEWHERE` in archives of zip64. */
  readonly at: number;
}

/** Whether the header in front of the entry (4.3.7) says something else than the directory. */
function contradicts(bytes: Uint8Array, entry: Entry): boolean {
  const { name, method, checksum, size, originalSize, at } = entry;
  const view = viewOf(bytes);
  const u32 = (offset: number) => view.getUint32(at + offset, true);
  const length = view.getUint16(at + 26, true);
  const own = bytes.subarray(at + 30, at + 30 + length);
  if (u32(0) !== 0x04034b50 || view.getUint16(at + 8, true) !== method) return true;
  if (length !== name.length || own.some((byte, i) => byte !== name[i])) return true;
  // Whoever writes in one go doesn't know these yet, and writes them behind the entry.
  if ((view.getUint16(at + 6, true) & DATA_DESCRIPTOR) !== 0) return false;
  const differs = (offset: number, said: number) => ![said, ELSEWHERE].includes(u32(offset)) && said !== ELSEWHERE;
  return u32(14) !== checksum || differs(18, size) || differs(22, originalSize);
}

/** The central directory (4.3.12), which fflate has walked before. */
function* entriesOf(bytes: Uint8Array): Generator<Entry> {
  const view = viewOf(bytes);
  const u16 = (at: number) => view.getUint16(at, true);
  const u32 = (at: number) => view.getUint32(at, true);
  let end = bytes.length - 22;
  while (u32(end) !== 0x06054b50) end--;
  const zip64 = end >= 20 && u32(end - 20) === 0x07064b50 ? u32(end - 12) : undefined;
  const isWide = zip64 !== undefined && u32(zip64) === 0x06064b50;
  const count = isWide ? u32(zip64 + 32) : u16(end + 8);
  let at = isWide ? u32(zip64 + 48) : u32(end + 16);
  for (let entry = 0; entry < count; entry++) {
    const from = at + 46;
    const length = u16(at + 28);
    yield {
      name: bytes.subarray(from, from + length),
      method: u16(at + 10),
      checksum: u32(at + 16),
      size: u32(at + 20),
      originalSize: u32(at + 24),
      at: u32(at + 42),
    };
    at = from + length + u16(at + 30) + u16(at + 32);
  }
}
