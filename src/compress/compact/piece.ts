// Pieces of a flatbuffer before they have a place: tables, vtables, vectors and data, each written once however often
// it is referred to. Layout: FlatBuffers' "Internals" page (google/flatbuffers, docs/source/internals.md).
import { joinBytes, viewOf } from '../../base/bytes.ts';
import { numberEqualBytes } from '../../base/equal-bytes.ts';

/** What is written as it stands, but for the offsets of other pieces, which are filled in when all have places. */
export interface Piece {
  /** In the order of their making. */
  readonly id: number;
  readonly bytes: Uint8Array;
  /** A power of two: byte `alignedAt` lies at a multiple of it. */
  readonly alignment: number;
  readonly alignedAt: number;
  /** Of a table: lies anywhere. */
  readonly vtable?: Piece;
  /** Offsets at these bytes; FlatBuffers' are unsigned, so each of these pieces lies behind this one. */
  readonly references: readonly Reference[];
}

export interface Reference {
  readonly at: number;
  readonly to: Piece;
}

/** Of a table: another piece, or the bytes of a number. Undefined: the table doesn't have it. */
export type Field = Piece | Uint8Array | undefined;

export interface Pieces {
  /** The fields in the order of their numbers. */
  table(fields: readonly Field[]): Piece;
  tables(elements: readonly Piece[]): Piece;
  int32s(values: readonly number[]): Piece;
  int64s(values: readonly number[]): Piece;
  float32s(values: readonly number[]): Piece;
  string(text: string): Piece;
  /** A vector of bytes that begin at a multiple of `alignment`. */
  data(bytes: Uint8Array, alignment: number): Piece;
  /** What a file begins with. */
  root(table: Piece, identifier: string): Piece;
}

const OFFSET = 4;

export function int8(value: number): Uint8Array {
  return Uint8Array.of(value);
}

export function int32(value: number): Uint8Array {
  return new Uint8Array(Int32Array.of(value).buffer);
}

export function int64(value: number): Uint8Array {
  return new Uint8Array(BigInt64Array.of(BigInt(value)).buffer);
}

export function float32(value: number): Uint8Array {
  return new Uint8Array(Float32Array.of(value).buffer);
}

type Body = Omit<Piece, 'id'>;

export function startPieces(): Pieces {
  const made = new Map<string, Piece>();
  const numberOf = numberEqualBytes();
  const make = (body: Body): Piece => {
    const key = keyOf(body, numberOf);
    const piece = made.get(key) ?? { ...body, id: made.size };
    made.set(key, piece);
    return piece;
  };
  const numbers = (parts: readonly Uint8Array[], alignment: number) => make(vectorOf(parts.length, parts, alignment));
  return {
    table(fields) {
      const { vtable, ...table } = tableOf(fields);
      return make({ ...table, vtable: make(vtable) });
    },
    tables: (elements) => make(offsetsTo(elements)),
    int32s: (values) => numbers(values.map(int32), 4),
    int64s: (values) => numbers(values.map(int64), 8),
    float32s: (values) => numbers(values.map(float32), 4),
    string: (text) => make(stringOf(text)),
    data: (bytes, alignment) => make(vectorOf(bytes.length, [bytes], alignment)),
    root(table, identifier) {
      const bytes = joinBytes([int32(0), new TextEncoder().encode(identifier)]);
      return make({ bytes, alignment: 4, alignedAt: 0, references: [{ at: 0, to: table }] });
    },
  };
}

const ONE_LETTER_A_BYTE = /* @__PURE__ */ new TextDecoder('windows-1252');
/** Up to so many bytes their text is as fast to compare as a number. */
const SMALL_BYTES = 256;

/** Pieces with the same key say the same. `numberOf`: of equal bytes the same. */
function keyOf({ bytes, alignment, vtable, references }: Body, numberOf: (bytes: Uint8Array) => number): string {
  const others = references.map(({ at, to }) => `${at} ${to.id}`).join();
  const isSmall = bytes.length <= SMALL_BYTES;
  const content = isSmall ? `small ${ONE_LETTER_A_BYTE.decode(bytes)}` : `large ${numberOf(bytes)}`;
  return `${alignment} ${vtable?.id ?? ''} ${others}\n${content}`;
}

/** Length, then the elements. */
function vectorOf(count: number, parts: readonly Uint8Array[], alignment: number): Body {
  const bytes = joinBytes([int32(count), ...parts]);
  return { bytes, alignment, alignedAt: alignment > 4 ? 4 : 0, references: [] };
}

function stringOf(text: string): Body {
  const letters = new TextEncoder().encode(text);
  // TFLM reads names of custom operators up to a zero.
  const bytes = joinBytes([int32(letters.length), letters, int8(0)]);
  return { bytes, alignment: 4, alignedAt: 0, references: [] };
}

function offsetsTo(elements: readonly Piece[]): Body {
  const bytes = new Uint8Array(4 + OFFSET * elements.length);
  bytes.set(int32(elements.length));
  const references = elements.map((to, i) => ({ at: 4 + OFFSET * i, to }));
  return { bytes, alignment: 4, alignedAt: 0, references };
}

/** Fields from the largest to the smallest, so that each is aligned. */
function tableOf(fields: readonly Field[]): Omit<Body, 'vtable'> & { readonly vtable: Body } {
  const present = fields.flatMap((field, slot) =>
    field === undefined ? [] : [{ field, slot, width: widthOf(field) }],
  );
  present.sort((a, b) => b.width - a.width || a.slot - b.slot);
  const slots = present.reduce((most, { slot }) => Math.max(most, slot + 1), 0);
  const bytes = new Uint8Array(present.reduce((sum, { width }) => sum + width, OFFSET));
  const vtable = new Uint8Array(4 + 2 * slots);
  const references: Reference[] = [];
  let at = OFFSET;
  for (const { field, slot, width } of present) {
    viewOf(vtable).setUint16(4 + 2 * slot, at, true);
    if (field instanceof Uint8Array) bytes.set(field, at);
    else references.push({ at, to: field });
    at += width;
  }
  viewOf(vtable).setUint16(0, vtable.length, true);
  viewOf(vtable).setUint16(2, bytes.length, true);
  const alignment = present.some(({ width }) => width === 8) ? 8 : 4;
  return {
    bytes,
    alignment,
    alignedAt: alignment === 8 ? OFFSET : 0,
    references,
    vtable: { bytes: vtable, alignment: 2, alignedAt: 0, references: [] },
  };
}

const widthOf = (field: Piece | Uint8Array) => (field instanceof Uint8Array ? field.length : OFFSET);
