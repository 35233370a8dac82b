// The options of custom operators: a FlexBuffers map of scalars, to numbers by name.
// Layout: flatbuffers' documentation, internals/flexbuffers.
import { reject } from '../base/problem.ts';

const TYPES = { int: 1, uint: 2, float: 3, map: 9, bool: 26 } as const;
/** Keys beyond this are not an operator's options. */
const MOST_KEYS = 64;

/** Inside an `attempt`. Values that are no scalars are left out; a bool is 0 or 1. */
export function readFlexMap(bytes: Uint8Array): ReadonlyMap<string, number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const broken = (): never => reject('tflite/options', "the operator's own options are damaged");
  const within = (at: number, width: number) => (at >= 0 && at + width <= bytes.length ? at : broken());
  const unsigned = (at: number, width: number): number => {
    within(at, width);
    if (width === 1) return view.getUint8(at);
    if (width === 2) return view.getUint16(at, true);
    return width === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
  };
  const signed = (at: number, width: number): number => {
    within(at, width);
    if (width === 1) return view.getInt8(at);
    if (width === 2) return view.getInt16(at, true);
    return width === 4 ? view.getInt32(at, true) : Number(view.getBigInt64(at, true));
  };
  const values = new Map<string, number>();
  if (bytes.length < 3) return values;
  const rootWidth = bytes[bytes.length - 1];
  const packed = bytes[bytes.length - 2];
  if (packed >> 2 !== TYPES.map || ![1, 2, 4, 8].includes(rootWidth)) return broken();
  const root = bytes.length - 2 - rootWidth;
  const map = root - unsigned(root, rootWidth);
  const width = 1 << (packed & 3);
  const size = unsigned(map - width, width);
  if (size > MOST_KEYS) return broken();
  const keyWidth = unsigned(map - 2 * width, width);
  if (![1, 2, 4, 8].includes(keyWidth)) return broken();
  const keysAt = map - 3 * width;
  const keys = keysAt - unsigned(keysAt, width);
  for (let i = 0; i < size; i++) {
    const keyAt = keys + i * keyWidth;
    const start = within(keyAt - unsigned(keyAt, keyWidth), 1);
    const end = bytes.indexOf(0, start);
    if (end < 0) return broken();
    const name = String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 256)));
    const at = map + i * width;
    const type = bytes[within(map + size * width + i, 1)] >> 2;
    if (type === TYPES.int) values.set(name, signed(at, width));
    else if (type === TYPES.uint || type === TYPES.bool) values.set(name, unsigned(at, width));
    else if (type === TYPES.float && width >= 4) {
      within(at, width);
      values.set(name, width === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true));
    }
  }
  return values;
}

/** Such a map of whole numbers, in words of four bytes. At most 48 of them, so that the root reaches its start. */
export function writeFlexMap(options: Readonly<Record<string, number>>): Uint8Array {
  const entries = Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length > 48) throw new Error(`${entries.length} options in a map`);
  const texts = entries.map(([name]) => Array.from(`${name}\0`, (char) => char.charCodeAt(0)));
  const names = texts.flat();
  while (names.length % 4 !== 0) names.push(0);
  const words: number[] = [entries.length];
  let start = 0;
  for (const text of texts) {
    // Offsets go backwards from the place where they stand.
    words.push(names.length + 4 * words.length - start);
    start += text.length;
  }
  const keysAt = names.length + 4;
  words.push(names.length + 4 * words.length - keysAt, 4, entries.length);
  const valuesAt = names.length + 4 * words.length;
  words.push(...entries.map(([, value]) => value));
  const types = entries.map(() => (TYPES.int << 2) | 2);
  const root = valuesAt + 5 * entries.length;
  const packed = (TYPES.map << 2) | 2;
  return Uint8Array.of(
    ...names,
    ...new Uint8Array(Uint32Array.from(words).buffer),
    ...types,
    root - valuesAt,
    packed,
    1,
  );
}
