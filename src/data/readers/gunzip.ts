// gzip (RFC 1952): members one after the other, as `cat a.gz b.gz` makes them, and zeros behind the last, which gzip(1)
// passes over too.
import { Gunzip } from 'fflate';
import { joinBytes, viewOf } from '../../base/bytes.ts';
import { crc32 } from '../../base/digest.ts';
import { reject } from '../../base/problem.ts';
import { excerpt } from '../../base/quote.ts';

/** Deflate can't do better (zlib's technical details, "Maximum Compression Factor"). */
export const MOST_RATIO = 1032;

/** Fed at once: what comes out before the next check is at most `MOST_RATIO` times as much. */
const STEP = 16384;
const TRAILER_BYTES = 8;
const MOST_MEMBERS = 1024;

/** Where a member ends in the file and in what comes out. */
interface End {
  readonly packed: number;
  readonly unpacked: number;
}

/**
 * Inside an `attempt`. `sizeOf` gets the first `headBytes` that come out, once there are so many, and says how many
 * there are in all: a file that goes on is refused as soon as it does.
 */
export function gunzip(bytes: Uint8Array, headBytes: number, sizeOf: (head: Uint8Array) => number): Uint8Array {
  let expected = Number.POSITIVE_INFINITY;
  return unpack(bytes, (total, pieces) => {
    if (expected === Number.POSITIVE_INFINITY && total >= headBytes) {
      expected = sizeOf(joinBytes(pieces));
      if (expected > MOST_RATIO * bytes.length) {
        reject('data/gzip', `the gzip file is cut off: its ${bytes.length} bytes can't hold the ${expected} it names`);
      }
    }
    if (total > expected) {
      reject('data/gzip', `the gzip file holds more than the ${expected} bytes that its header names`);
    }
  });
}

/** The same for a content that doesn't say how long it is: at most `most` bytes. */
export function gunzipAll(bytes: Uint8Array, most: number): Uint8Array {
  return unpack(bytes, (total) => {
    if (total > most) reject('data/too-large', `the gzip file holds more than ${most} bytes`);
  });
}

/** `check` is told how much came out, as soon as it does. */
function unpack(bytes: Uint8Array, check: (total: number, pieces: readonly Uint8Array[]) => void): Uint8Array {
  const pieces: Uint8Array[] = [];
  const ends: End[] = [];
  let total = 0;
  const stream = new Gunzip((piece) => {
    if (piece.length === 0) return;
    total += piece.length;
    pieces.push(piece);
    check(total, pieces);
  });
  stream.onmember = (packed) => {
    ends.push({ packed, unpacked: total });
    if (ends.length > MOST_MEMBERS) reject('data/gzip', `the gzip file has more than ${MOST_MEMBERS} members`);
  };
  try {
    for (let from = 0; from < bytes.length; from += STEP) {
      stream.push(bytes.subarray(from, from + STEP), from + STEP >= bytes.length);
    }
  } catch (error) {
    // What stands behind the last member is no header; it may be zeros, which the trailer shows.
    if (!isOfFflate(error) || total === 0) throw refusalOf(error);
  }
  const whole = joinBytes(pieces);
  checkMembers(bytes, whole, ends);
  return whole;
}

/** fflate throws plain errors with a numeric code. */
function isOfFflate(error: unknown): error is Error {
  return error instanceof Error && 'code' in error;
}

function refusalOf(error: unknown): unknown {
  if (isOfFflate(error)) return reject('data/gzip', `not a sound gzip file: ${excerpt(error.message)}`);
  if (error instanceof RangeError || error instanceof TypeError) return reject('data/gzip', 'not a sound gzip file');
  return error;
}

/** fflate compares neither checksum nor size (RFC 1952, section 2.3.1). */
function checkMembers(bytes: Uint8Array, whole: Uint8Array, ends: readonly End[]): void {
  let from = 0;
  for (const { packed, unpacked } of ends) {
    if (!isTrailer(bytes, packed, whole.subarray(from, unpacked))) rejectDamaged();
    from = unpacked;
  }
  // Zeros at the end may be the trailer's own.
  let last = bytes.length;
  while (last > 0 && bytes[last - 1] === 0) last--;
  const rest = whole.subarray(from);
  const candidates = Array.from({ length: TRAILER_BYTES + 1 }, (_, i) => last + i);
  if (!candidates.some((end) => isTrailer(bytes, end, rest))) rejectDamaged();
}

/** Whether the eight bytes before `end` are checksum and size of this. */
function isTrailer(bytes: Uint8Array, end: number, content: Uint8Array): boolean {
  if (end < TRAILER_BYTES || end > bytes.length) return false;
  const view = viewOf(bytes);
  return view.getUint32(end - 4, true) === content.length % 2 ** 32 && view.getUint32(end - 8, true) === crc32(content);
}

function rejectDamaged(): never {
  return reject('data/gzip', 'the gzip file is damaged: its checksum is another; pack it again');
}
