// Bytes of an HDF5 file as numbers, checked at every step: nothing outside of the file is read, and no file makes the
// reader take more steps than it has room to name things.
import { viewOf } from '../../base/bytes.ts';
import { reject } from '../../base/problem.ts';

/** Messages, links, blocks and attributes together: far more than any model has. */
const MOST_STEPS = 1_000_000;
/** Of names and texts, each counted as often as something names it. */
const MOST_TEXT = 256 * 1024 * 1024;
/** Where an address is undefined (section I.B of the specification, "undefined address"). */
const NOWHERE = 0xffff_ffff_ffff_ffffn;

export interface Source {
  u8(at: number): number;
  u16(at: number): number;
  u32(at: number): number;
  /** A length or an address; undefined for the undefined address. */
  u64(at: number): number | undefined;
  /** Of 1 to 8 bytes, little endian. */
  unsigned(at: number, bytes: number): number;
  text(at: number, bytes: number): string;
  /** Of bytes that came from here. */
  decode(bytes: Uint8Array): string;
  bytes(at: number, count: number): Uint8Array;
  /** Counts something that the reader looks at, and refuses a file that never ends. */
  step(): void;
}

/** All its functions run inside an `attempt`. */
export function sourceOf(file: Uint8Array): Source {
  const view = viewOf(file);
  let [steps, textBytes] = [0, 0];
  const within = (at: number, count: number) => {
    if (at >= 0 && count >= 0 && at + count <= file.length) return;
    damaged('it ends in the middle of what it names');
  };
  const bytes = (at: number, count: number) => {
    within(at, count);
    return file.subarray(at, at + count);
  };
  const decode = (content: Uint8Array) => {
    textBytes += content.length;
    if (textBytes > MOST_TEXT) damaged('it names more than a model can have');
    return new TextDecoder().decode(content);
  };
  return {
    u8: (at) => bytes(at, 1)[0],
    u16(at) {
      within(at, 2);
      return view.getUint16(at, true);
    },
    u32(at) {
      within(at, 4);
      return view.getUint32(at, true);
    },
    u64(at) {
      within(at, 8);
      const value = view.getBigUint64(at, true);
      if (value === NOWHERE) return undefined;
      // Whatever is greater lies outside of every file.
      return Number(value);
    },
    unsigned: (at, count) => bytes(at, count).reduceRight((value, byte) => value * 256 + byte, 0),
    text: (at, count) => decode(bytes(at, count)),
    decode,
    bytes,
    step() {
      steps++;
      if (steps > MOST_STEPS) damaged('it names more than a model can have');
    },
  };
}

/** Leaves the enclosing `attempt`. */
export function damaged(why: string): never {
  return reject('keras/damaged', `not a sound HDF5 file: ${why}; save the model again`);
}

export function expectSignature(source: Source, at: number, signature: string): void {
  if (source.text(at, signature.length) !== signature) damaged(`there is no ${signature} where it says so`);
}

/** Of an address that must be there. */
export function addressAt(source: Source, at: number): number {
  return source.u64(at) ?? damaged('an address is missing');
}
