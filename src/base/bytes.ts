// File bytes as typed values: little endian whatever the machine, copied where the file's alignment doesn't fit.

/** The same memory as a DataView, for values of any alignment. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** ASCII of a few bytes, for magic numbers. */
export function asciiOf(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

/** A copy of the bytes in [from, to) at a place where every typed array may look at them. */
export function alignedCopy(bytes: Uint8Array, from: number, to: number): ArrayBuffer {
  const copy = new ArrayBuffer(to - from);
  new Uint8Array(copy).set(bytes.subarray(from, to));
  return copy;
}

/** The parts one after the other. However many there are: no call has each. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
