// The members of a group by name, with the addresses of their object headers.
import { recordsOf, symbolTables } from './btree.ts';
import { fractalHeap, localNames } from './heap.ts';
import { MESSAGE, type Message } from './object-header.ts';
import { addressAt, expectSignature, type Source } from './source.ts';

type Link = readonly [name: string, address: number];

/** Links within the file alone; those by a path are passed over. */
export function linksOf(source: Source, messages: readonly Message[]): ReadonlyMap<string, number> {
  return new Map(
    messages.flatMap(({ type, at }): readonly Link[] => {
      if (type === MESSAGE.symbolTable) return oldLinks(source, at);
      if (type === MESSAGE.link) return linkAt(source, at);
      return type === MESSAGE.linkInfo ? linksBeside(source, at) : [];
    }),
  );
}

const SYMBOLIC = 2;

/** Of a group of the old form (section IV.A.2.r). */
function oldLinks(source: Source, at: number): readonly Link[] {
  const nameAt = localNames(source, addressAt(source, at + 8));
  return symbolTables(source, addressAt(source, at)).flatMap((table) => {
    expectSignature(source, table, 'SNOD');
    const entries = Array.from({ length: source.u16(table + 6) }, (_, i) => table + 8 + 40 * i);
    return entries.flatMap((entry): readonly Link[] => {
      source.step();
      if (source.u32(entry + 16) === SYMBOLIC) return [];
      return [[nameAt(addressAt(source, entry)), addressAt(source, entry + 8)]];
    });
  });
}

/** A link message (section IV.A.2.g). */
function linkAt(source: Source, at: number): readonly Link[] {
  source.step();
  const flags = source.u8(at + 1);
  let next = at + 2;
  const isHard = (flags & 8) === 0 || source.u8(next++) === 0;
  if (flags & 4) next += 8;
  if (flags & 16) next += 1;
  const lengthBytes = 2 ** (flags & 3);
  const length = source.unsigned(next, lengthBytes);
  next += lengthBytes;
  return isHard ? [[source.text(next, length), addressAt(source, next + length)]] : [];
}

/** More than a header holds stand in a heap (section IV.A.2.c). */
function linksBeside(source: Source, at: number): readonly Link[] {
  const from = at + 2 + (source.u8(at + 1) & 1 ? 8 : 0);
  const [heap, tree] = [source.u64(from), source.u64(from + 8)];
  if (heap === undefined || tree === undefined) return [];
  const objectAt = fractalHeap(source, heap);
  // Records of type 5: a hash of the name, then the heap ID.
  return recordsOf(source, tree).flatMap((record) => linkAt(source, objectAt(record + 4).at));
}
