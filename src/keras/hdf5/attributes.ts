// The attributes of an object that are texts or lists of texts: all that Keras says in them.
import { type Shape, sizeOf } from '../../base/shape.ts';
import { recordsOf } from './btree.ts';
import { type Datatype, datatypeAt, dimensionsAt } from './datatype.ts';
import { fractalHeap, globalObject } from './heap.ts';
import { MESSAGE, type Message } from './object-header.ts';
import { addressAt, damaged, type Source } from './source.ts';

export type Attributes = ReadonlyMap<string, readonly string[]>;

/** A text is a list of one; attributes of other types are left out. */
export function attributesOf(source: Source, messages: readonly Message[]): Attributes {
  return new Map(
    messages.flatMap(({ type, at }) => {
      if (type === MESSAGE.attribute) return [attributeAt(source, at)];
      return type === MESSAGE.attributeInfo ? attributesBeside(source, at) : [];
    }),
  );
}

/** An attribute message of any version (section IV.A.2.m). */
function attributeAt(source: Source, at: number): readonly [name: string, texts: readonly string[]] {
  source.step();
  const version = source.u8(at);
  const isShared = version > 1 && source.u8(at + 1) !== 0;
  if (version < 1 || version > 3 || isShared) damaged('an attribute is of an unknown form');
  const [nameBytes, typeBytes, spaceBytes] = [2, 4, 6].map((from) => source.u16(at + from));
  const padded = (bytes: number) => (version === 1 ? 8 * Math.ceil(bytes / 8) : bytes);
  const nameAt = at + (version === 3 ? 9 : 8);
  const typeAt = nameAt + padded(nameBytes);
  const spaceAt = typeAt + padded(typeBytes);
  const valueAt = spaceAt + padded(spaceBytes);
  const name = untilZero(source.text(nameAt, nameBytes));
  return [name, textsAt(source, valueAt, datatypeAt(source, typeAt), dimensionsAt(source, spaceAt))];
}

function textsAt(source: Source, at: number, { kind, bytes }: Datatype, shape: Shape): readonly string[] {
  if (kind !== 'text' && kind !== 'texts elsewhere') return [];
  const count = sizeOf(shape);
  // Of 16 bytes where the text is elsewhere: its length, the address of its heap, its number there.
  const stride = kind === 'text' ? bytes : 16;
  // Texts of no length still are so many; each is a step.
  const texts: string[] = [];
  for (let i = 0; i < count; i++) {
    source.step();
    const from = at + i * stride;
    texts.push(kind === 'text' ? untilZero(source.text(from, bytes)) : textElsewhere(source, from));
  }
  return texts;
}

function textElsewhere(source: Source, at: number): string {
  const bytes = source.u32(at);
  if (bytes === 0) return '';
  const object = globalObject(source, addressAt(source, at + 4), source.u32(at + 12));
  return untilZero(source.decode(object.subarray(0, bytes)));
}

/** More than a header holds stand in a heap (section IV.A.2.v). */
function attributesBeside(source: Source, at: number) {
  const from = at + 2 + (source.u8(at + 1) & 1 ? 2 : 0);
  const [heap, tree] = [source.u64(from), source.u64(from + 8)];
  if (heap === undefined || tree === undefined) return [];
  const objectAt = fractalHeap(source, heap);
  // Records of type 8 start with the heap ID.
  return recordsOf(source, tree).map((record) => attributeAt(source, objectAt(record).at));
}

function untilZero(text: string): string {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}
