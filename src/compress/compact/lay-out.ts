// Places for the pieces of a flatbuffer, one behind the other, so that as little as possible is lost to alignment:
// what lies between the data of two buffers, which start at multiples of 16, is filled with small pieces.
import { viewOf } from '../../base/bytes.ts';
import type { Piece } from './piece.ts';

/** The bytes of the root and of all that it leads to. */
export function layOut(root: Piece): Uint8Array {
  const { places, end } = placesOf(root);
  const bytes = new Uint8Array(end);
  const view = viewOf(bytes);
  for (const [piece, at] of places) {
    bytes.set(piece.bytes, at);
    for (const reference of piece.references) {
      const from = at + reference.at;
      view.setUint32(from, placeOf(places, reference.to) - from, true);
    }
    if (piece.vtable) view.setInt32(at, at - placeOf(places, piece.vtable), true);
  }
  return bytes;
}

type Places = Map<Piece, number>;

function placeOf(places: Places, piece: Piece): number {
  const at = places.get(piece);
  if (at === undefined) throw new Error(`piece ${piece.id} has no place`);
  return at;
}

/** Pieces that may be placed next: everything that refers to them lies in front. First come, first served. */
interface Ready {
  /** vtables, which lie anywhere at even bytes. */
  readonly vtables: Piece[];
  /** Aligned to 4, by how many times 4 bytes they are long, modulo 4; those that lead to the data of a buffer first. */
  readonly words: readonly Piece[][];
  /** Aligned to 8. */
  readonly doubles: Piece[];
  /** Aligned to 16. */
  readonly data: Piece[];
}

/** Lengths modulo 16, in words, that fill a gap of so many words. */
const FILLINGS: readonly (readonly (readonly number[])[])[] = [
  [],
  [[1], [2, 3], [3, 3, 3]],
  [[2], [1, 1], [3, 3]],
  [[3], [1, 2], [1, 1, 1]],
];
const WORD = 4;

const roundUp = (at: number, alignment: number) => Math.ceil(at / alignment) * alignment;

/** How many bytes are lost in front of the piece if it follows next. */
const lossAt = (at: number, { alignment, alignedAt }: Piece) => roundUp(at + alignedAt, alignment) - at - alignedAt;

function placesOf(root: Piece): { readonly places: Places; readonly end: number } {
  const places: Places = new Map();
  const { waiting, vtables, leadsToData } = survey(root);
  const ready: Ready = { vtables, words: [[], [], [], []], doubles: [], data: [] };
  let end = 0;
  const release = (piece: Piece) => {
    if (piece.alignment === 16) ready.data.push(piece);
    else if (piece.alignment === 8) ready.doubles.push(piece);
    else {
      const queue = ready.words[(roundUp(piece.bytes.length, WORD) / WORD) % 4];
      if (leadsToData.has(piece)) queue.unshift(piece);
      else queue.push(piece);
    }
  };
  const place = (piece: Piece) => {
    const at = end + lossAt(end, piece);
    places.set(piece, at);
    end = at + piece.bytes.length;
    for (const { to } of piece.references) {
      const left = (waiting.get(to) ?? 0) - 1;
      waiting.set(to, left);
      if (left === 0) release(to);
    }
  };
  place(root);
  for (let next = nextOf(ready, end, leadsToData); next.length > 0; next = nextOf(ready, end, leadsToData)) {
    for (const piece of next) place(piece);
  }
  return { places, end };
}

/** Takes what follows best at this place out of `ready`; nothing where all is placed. */
function nextOf(ready: Ready, end: number, leadsToData: ReadonlySet<Piece>): Piece[] {
  const { vtables, words, doubles, data } = ready;
  // Behind a table that ends in a single byte, or the data of a buffer.
  if (end % WORD !== 0 && vtables.length > 0) return vtables.splice(0, 1);
  const at = roundUp(end, WORD);
  if (data.length > 0) {
    const gap = ((28 - (at % 16)) % 16) / WORD;
    const filling = FILLINGS[gap].find((lengths) => lengths.every((n) => words[n].length >= countOf(n, lengths)));
    if (filling) return filling.flatMap((n) => words[n].splice(0, 1));
    if (gap > 0 && words[0].length > 0) return words[0].splice(0, 1);
    return data.splice(0, 1);
  }
  const towardsData = words.find(([first]) => first && leadsToData.has(first));
  if (towardsData) return towardsData.splice(0, 1);
  if (doubles.length > 0) {
    const odd = words.find((queue, n) => n % 2 === 1 && queue.length > 0);
    return at % 8 === 0 && odd ? odd.splice(0, 1) : doubles.splice(0, 1);
  }
  const queue = words.find(({ length }) => length > 0) ?? vtables;
  return queue.splice(0, 1);
}

const countOf = (n: number, lengths: readonly number[]) => lengths.filter((length) => length === n).length;

interface Survey {
  /** How many references lead to a piece. */
  readonly waiting: Map<Piece, number>;
  readonly vtables: Piece[];
  readonly leadsToData: ReadonlySet<Piece>;
}

function survey(root: Piece): Survey {
  const waiting = new Map<Piece, number>([[root, 0]]);
  const vtables = new Set<Piece>();
  // Grows while it is gone through. Pieces are made after those that they refer to, so ids fall along references.
  const found = [root];
  for (const { vtable, references } of found) {
    if (vtable) vtables.add(vtable);
    for (const { to } of references) {
      if (!waiting.has(to)) found.push(to);
      waiting.set(to, (waiting.get(to) ?? 0) + 1);
    }
  }
  const leadsToData = new Set<Piece>();
  for (const piece of found.sort((a, b) => a.id - b.id)) {
    if (piece.references.some(({ to }) => to.alignment === 16 || leadsToData.has(to))) leadsToData.add(piece);
  }
  return { waiting, vtables: [...vtables].sort((a, b) => b.bytes.length - a.bytes.length), leadsToData };
}
