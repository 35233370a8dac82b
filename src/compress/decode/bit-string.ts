// Numbers of a few bits each, one behind the other: the highest bit first, beginning at the highest bit of a byte.

export interface BitString {
  readonly count: number;
  /** At most 16. */
  readonly width: (index: number) => number;
  readonly value: (index: number) => number;
  /** Of the result; those behind the last number are zero. */
  readonly bytes: number;
}

export function packBits({ count, width, value, bytes }: BitString): Uint8Array {
  const packed = new Uint8Array(bytes);
  let at = 0;
  for (let i = 0; i < count; i++) {
    const bits = width(i);
    // 7 bits of the first byte and 16 of the number fit into three bytes.
    const word = value(i) << (24 - (at & 7) - bits);
    const first = at >> 3;
    packed[first] |= word >> 16;
    if (first + 1 < bytes) packed[first + 1] |= word >> 8;
    if (first + 2 < bytes) packed[first + 2] |= word;
    at += bits;
  }
  return packed;
}
