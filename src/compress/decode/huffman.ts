// Weights as code words, the shorter the more frequent: loses nothing, whatever the weights are.
// Huffman, A method for the construction of minimum-redundancy codes (1952), with code words of limited length.
import { HUFFMAN_TYPES, TABLE_ENTRY, writeAncillary } from '../../tflite/decode-header.ts';
import { packBits } from './bit-string.ts';
import { codeLengths } from './code-lengths.ts';
import { type CodeWord, canonicalCode, planTables, type TablePlan, writeTables } from './code-tables.ts';
import { type Elements, type Encode, elementsOf } from './encoding.ts';

/** TFLM reads words of 32 bits, and one beyond the last bit. */
const WORD_BYTES = 4;
/** Longer code words would save bytes only in tensors of millions of weights. */
const MOST_LENGTH = 16;

/** The code and the tables that take the fewest bytes together. */
export const encodeHuffman: Encode = (weights) => {
  const { type } = weights.output;
  const elements = HUFFMAN_TYPES.includes(type) ? elementsOf(weights) : undefined;
  if (!elements || elements.length === 0) return undefined;
  const isWide = type !== 'INT8';
  const code = leastBytes(frequencies(elements, isWide), isWide);
  if (!code) return undefined;
  const wordOf = new Map(code.words.map((word) => [word.symbol, word]));
  const mask = maskOf(isWide);
  const word = (i: number) => wordOf.get(Number(elements[i]) & mask);
  return {
    kind: 'huffman',
    label: `Huffman, ${code.words.length} code words`,
    encoded: packBits({
      count: elements.length,
      width: (i) => word(i)?.length ?? 0,
      value: (i) => word(i)?.code ?? 0,
      bytes: streamBytes(code.bits),
    }),
    ancillary: writeAncillary(
      { kind: 'huffman', isWide, firstBits: code.tables.bits },
      writeTables(code.tables, isWide),
    ),
  };
};

/** Symbols have the bits of an element without its sign. */
function maskOf(isWide: boolean): number {
  return isWide ? 0xffff : 0xff;
}

function streamBytes(bits: number): number {
  return WORD_BYTES * Math.ceil(bits / (8 * WORD_BYTES)) + WORD_BYTES;
}

interface Frequency {
  readonly symbol: number;
  readonly count: number;
}

/** From the rarest on, among equals by symbol. */
function frequencies(elements: Elements, isWide: boolean): readonly Frequency[] {
  const mask = maskOf(isWide);
  const counts = new Float64Array(mask + 1);
  for (let i = 0; i < elements.length; i++) counts[Number(elements[i]) & mask]++;
  return Array.from(counts, (count, symbol) => ({ symbol, count }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => a.count - b.count || a.symbol - b.symbol);
}

interface Code {
  readonly words: readonly CodeWord[];
  /** Of all weights. */
  readonly bits: number;
}

/** Every limit of lengths; among equals the shorter words. */
function leastBytes(
  symbols: readonly Frequency[],
  isWide: boolean,
): (Code & { readonly tables: TablePlan }) | undefined {
  const { bytes: entryBytes, valueBits } = TABLE_ENTRY[isWide ? 'wide' : 'narrow'];
  let best: (Code & { readonly tables: TablePlan; readonly bytes: number }) | undefined;
  for (let limit = Math.max(1, 32 - Math.clz32(symbols.length - 1)); limit <= MOST_LENGTH; limit++) {
    const code = codeOf(symbols, limit);
    const tables = planTables(code.words);
    const bytes = streamBytes(code.bits) + entryBytes * tables.entries;
    if (tables.entries <= 2 ** valueBits && (!best || bytes < best.bytes)) best = { ...code, tables, bytes };
    // The best code has no longer words.
    if ((code.words.at(-1)?.length ?? 0) < limit) break;
  }
  return best;
}

function codeOf(symbols: readonly Frequency[], limit: number): Code {
  const counts = symbols.map(({ count }) => count);
  const lengths = counts.length === 1 ? [1] : codeLengths(counts, limit);
  const withLengths = symbols.map(({ symbol }, i) => ({ symbol, length: lengths[i] }));
  const words = canonicalCode(withLengths.sort((a, b) => a.length - b.length || a.symbol - b.symbol));
  return { words, bits: counts.reduce((sum, count, i) => sum + count * lengths[i], 0) };
}
