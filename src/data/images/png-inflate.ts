// The rows of a PNG file unpacked: never more of them than its header says. Libraries unpack all that comes and look at
// the header then.
import { Inflate } from 'fflate';
import { reject } from '../../base/problem.ts';
import { excerpt } from '../../base/quote.ts';

/** Fed at once: what comes out before the next check is at most a thousand times as much. */
const STEP = 16384;

/** Inside an `attempt`. `parts`: one zlib stream (RFC 1950) in pieces. Problem: `data/image`. */
export function inflateScanlines(parts: readonly Uint8Array[], total: number): Uint8Array {
  const damaged = (why: string): never => reject('data/image', `the PNG file is damaged: ${why}; save it again`);
  const lines = new Uint8Array(total);
  let [filled, skip] = [0, 2];
  const stream = new Inflate((piece) => {
    if (filled + piece.length <= total) lines.set(piece, filled);
    filled += piece.length;
  });
  try {
    for (const part of parts) {
      for (let from = 0; from < part.length && filled < total; from += STEP) {
        const piece = part.subarray(from, from + STEP);
        const ahead = Math.min(skip, piece.length);
        if (skip > 0) checkZlib(piece, 2 - skip);
        skip -= ahead;
        stream.push(piece.subarray(ahead), false);
      }
    }
  } catch (error) {
    // fflate throws plain errors with a numeric code; a Rejection passes through.
    if (error instanceof Error && 'code' in error) return damaged(excerpt(error.message));
    if (error instanceof RangeError || error instanceof TypeError) return damaged('its data are no zlib stream');
    throw error;
  }
  if (filled > total) damaged('it holds more rows than its header names');
  return filled < total ? damaged('rows are missing') : lines;
}

/** The two bytes in front (RFC 1950, 2.2): deflate without a dictionary. */
function checkZlib(piece: Uint8Array, from: number): void {
  if (from > 0 || piece.length < 1) return;
  const isDictionary = piece.length > 1 && (piece[1] & 0x20) !== 0;
  if ((piece[0] & 15) !== 8 || isDictionary)
    reject('data/image', 'the PNG file is damaged: its data are no zlib stream');
}
