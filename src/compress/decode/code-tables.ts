// The tables by which TFLM_DECODE reads code words: a first one, indexed by their first bits, and linked ones for those
// that are longer. tensorflow/lite/micro/kernels/decode_state_huffman.cc, "Xtensa format".
import { TABLE_ENTRY } from '../../tflite/decode-header.ts';

export interface CodeWord {
  readonly symbol: number;
  readonly length: number;
  readonly code: number;
}

/** A table, before its entries are made, and those that it links to. */
export interface TablePlan {
  /** That index it. */
  readonly bits: number;
  /** Of it and all below. */
  readonly entries: number;
  /** Its own, with the code words that end in it. */
  readonly words: readonly CodeWord[];
  readonly links: readonly { readonly index: number; readonly table: TablePlan }[];
}

/** A symbol and how many of the bits read were its own; or how far on the next table begins, and one less than the bits
 * that index it. */
interface TableEntry {
  readonly isSymbol: boolean;
  readonly count: number;
  readonly value: number;
}

/** A count has four bits, so no table can use more of a code word. */
const MOST_BITS = 15;
/**
 * The first table has so many, or as the longest code word where that is shorter. Narrower ones would save some dozen
 * bytes a tensor and take most weights one look-up more; instructions were counted with 6 (fixtures/oracle).
 */
const LEAST_FIRST_BITS = 6;

/** Each code word the next after the one before (Schwartz, Kallick 1964); lengths ascend. */
export function canonicalCode(symbols: readonly { readonly symbol: number; readonly length: number }[]): CodeWord[] {
  let code = 0;
  let before = 0;
  return symbols.map(({ symbol, length }) => {
    code <<= length - before;
    before = length;
    return { symbol, length, code: code++ };
  });
}

/** Those with the fewest entries. `words` are in canonical order, so that equal first bits stand together. */
export function planTables(words: readonly CodeWord[]): TablePlan {
  const plans = new Map<string, TablePlan>();
  /** For words of which `depth` bits have been read, by their place among all: the same whatever table leads there. */
  const planned = (group: readonly CodeWord[], depth: number): TablePlan => {
    const key = `${group[0].symbol} ${depth}`;
    const plan = plans.get(key) ?? leastEntries(group, depth, 1, planned);
    plans.set(key, plan);
    return plan;
  };
  return leastEntries(words, 0, LEAST_FIRST_BITS, planned);
}

/** Among equals the wider table. */
function leastEntries(
  words: readonly CodeWord[],
  depth: number,
  leastBits: number,
  planned: (words: readonly CodeWord[], depth: number) => TablePlan,
): TablePlan {
  const most = Math.min((words.at(-1)?.length ?? 0) - depth, MOST_BITS);
  const widths = Array.from({ length: most }, (_, i) => most - i).filter((bits) => bits >= Math.min(leastBits, most));
  const plans = widths.map((bits): TablePlan => {
    const own = words.filter(({ length }) => length <= depth + bits);
    const links = [...groupsOf(words, depth + bits)].map(([prefix, group]) => {
      return { index: prefix & (2 ** bits - 1), table: planned(group, depth + bits) };
    });
    return { bits, words: own, links, entries: links.reduce((sum, { table }) => sum + table.entries, 2 ** bits) };
  });
  return plans.reduce((best, plan) => (plan.entries < best.entries ? plan : best));
}

/** Words that are longer, by their first bits. */
function groupsOf(words: readonly CodeWord[], bits: number): ReadonlyMap<number, readonly CodeWord[]> {
  const groups = new Map<number, CodeWord[]>();
  for (const word of words) {
    if (word.length <= bits) continue;
    const prefix = word.code >> (word.length - bits);
    const group = groups.get(prefix);
    if (group) group.push(word);
    else groups.set(prefix, [word]);
  }
  return groups;
}

/** The entries of all tables, as the file has them. Links of a plan are shorter than its entries are many. */
export function writeTables(plan: TablePlan, isWide: boolean): Uint8Array {
  const entries: TableEntry[] = [];
  appendTable(entries, plan, 0);
  const { bytes, valueBits } = TABLE_ENTRY[isWide ? 'wide' : 'narrow'];
  const packed = new Uint8Array(bytes * entries.length);
  const view = new DataView(packed.buffer);
  for (const [i, { isSymbol, count, value }] of entries.entries()) {
    const entry = (Number(isSymbol) * 16 + count) * 2 ** valueBits + value;
    if (isWide) view.setUint32(bytes * i, entry, true);
    else view.setUint16(bytes * i, entry, true);
  }
  return packed;
}

function appendTable(entries: TableEntry[], { bits, words, links }: TablePlan, depth: number): void {
  const start = entries.length;
  // What no code word begins with, in a code of a single word, reads as that word.
  for (let i = 0; i < 2 ** bits; i++) entries.push({ isSymbol: true, count: 1, value: words[0]?.symbol ?? 0 });
  for (const { symbol, length, code } of words) {
    const count = length - depth;
    const first = start + ((code & (2 ** count - 1)) << (bits - count));
    entries.fill({ isSymbol: true, count, value: symbol }, first, first + 2 ** (bits - count));
  }
  for (const { index, table } of links) {
    entries[start + index] = { isSymbol: false, count: table.bits - 1, value: entries.length - start - index };
    appendTable(entries, table, depth + bits);
  }
}
