// Heaps of an HDF5 file: names of a group (local), texts of any length (global), and messages beside their header
// (fractal). HDF5 file format specification 3.0, sections III.D, III.E and III.G.
import { addressAt, damaged, expectSignature, type Source } from './source.ts';

/** What starts at this place of a local heap's data and ends in a zero byte. */
export function localNames(source: Source, at: number): (offset: number) => string {
  expectSignature(source, at, 'HEAP');
  const data = source.bytes(addressAt(source, at + 24), addressAt(source, at + 8));
  return (offset) => {
    const end = data.indexOf(0, offset);
    if (offset >= data.length || end < 0) damaged('a name has no end');
    return source.decode(data.subarray(offset, end));
  };
}

/** The object of this number in the global heap collection at an address. */
export function globalObject(source: Source, at: number, wanted: number): Uint8Array {
  expectSignature(source, at, 'GCOL');
  const end = at + addressAt(source, at + 8);
  for (let next = at + 16; next + 16 <= end; ) {
    source.step();
    const number = source.u16(next);
    const bytes = addressAt(source, next + 8);
    if (number === wanted) return source.bytes(next + 16, bytes);
    if (number === 0) break;
    next += 16 + 8 * Math.ceil(bytes / 8);
  }
  return damaged('a text is missing');
}

/** Depth of blocks in blocks: 2^64 bytes need fewer. */
const MOST_DEPTH = 8;

/** Where the object of a heap ID stands, and how long it is. */
export type FractalHeap = (id: number) => { readonly at: number; readonly bytes: number };

export function fractalHeap(source: Source, at: number): FractalHeap {
  expectSignature(source, at, 'FRHP');
  if (source.u16(at + 7) > 0) damaged('a heap of it is compressed');
  const most = source.u32(at + 10);
  const width = source.u16(at + 110);
  const [start, mostDirect] = [addressAt(source, at + 112), addressAt(source, at + 120)];
  const offsetBytes = Math.ceil(source.u16(at + 128) / 8);
  const lengthBytes = bytesFor(Math.min(mostDirect, most));
  const root = addressAt(source, at + 132);
  const rows = source.u16(at + 140);
  if (width === 0 || start === 0 || offsetBytes === 0 || offsetBytes > 8) damaged('a heap has no blocks');

  const rowBytes = (row: number) => start * 2 ** Math.max(row - 1, 0);
  /** Where the place of the heap at `offset` is in the file, from the start of the indirect block at `block`. */
  function find(block: number, offset: number, depth = 0): number {
    source.step();
    expectSignature(source, block, 'FHIB');
    const entries = block + 13 + offsetBytes;
    let first = 0;
    for (let row = 0; row < 64; row++) {
      const bytes = rowBytes(row);
      if (offset < first + bytes * width) {
        const column = Math.floor((offset - first) / bytes);
        const child = addressAt(source, entries + 8 * (row * width + column));
        const rest = offset - first - column * bytes;
        if (bytes <= mostDirect) return child + rest;
        return depth < MOST_DEPTH ? find(child, rest, depth + 1) : damaged('a heap has no end');
      }
      first += bytes * width;
    }
    return damaged('a heap ends in front of what it holds');
  }
  return (id) => {
    // Managed objects alone: Keras' are far from the 64 KiB from which others are made.
    if (source.u8(id) !== 0) damaged('an object of a heap is of a form that no Keras file has');
    const offset = source.unsigned(id + 1, offsetBytes);
    const bytes = source.unsigned(id + 1 + offsetBytes, lengthBytes);
    return { at: rows === 0 ? root + offset : find(root, offset), bytes };
  };
}

/** As many as hold numbers up to this one. */
export function bytesFor(most: number): number {
  let bytes = 1;
  while (most >= 256 ** bytes && bytes < 8) bytes++;
  return bytes;
}
