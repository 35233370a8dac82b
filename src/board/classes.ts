// Executed instructions by class: what a core's cycles are made of, and the columns of the tables in cores/.

/** Add up to all executed instructions. multiply: MUL, MLA, SMULL, SMLAD and their families; vector: all of MVE. */
export const CLASSES = ['alu', 'load', 'store', 'multiply', 'divide', 'branch', 'vector'] as const;
/** Counts of events, not of instructions. taken: control transfers that did not fall through; flashReads: reads of the
 * model's own bytes, of a word, a halfword or a byte. A vector load counts once for each element. */
const EVENTS = ['taken', 'flashReads'] as const;
export const COLUMNS = [...CLASSES, ...EVENTS] as const;

export type Column = (typeof COLUMNS)[number];
export type ByColumn = Readonly<Record<Column, number>>;
