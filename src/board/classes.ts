// Executed instructions by class: what a core's cycles are made of.

/** The first seven add up to all executed instructions; the last two are counts of events, not of instructions.
 * multiply: MUL, MLA, SMULL, SMLAD and their families; vector: all MVE instructions; taken: control transfers that did not fall
 * through; flashReads: reads of the model's own bytes, of a word, a halfword or a byte; a vector load counts once for each element. */
export const CLASSES = ['alu', 'load', 'store', 'multiply', 'divide', 'branch', 'vector'] as const;
export const EVENTS = ['taken', 'flashReads'] as const;
export const COUNTED = [...CLASSES, ...EVENTS] as const;

export type Counted = (typeof COUNTED)[number];
export type ByClass = Readonly<Record<Counted, number>>;

/** Executed instructions for one turn of each loop, in the order of `COUNTED`; trailing zeros left out. */
export type Costs = Readonly<Record<string, readonly number[]>>;

export interface RoutineCosts {
  /** Shapes that the costs were fitted on. */
  readonly shapes: number;
  readonly costs: Costs;
}

export type ProfileCosts = Readonly<Record<string, RoutineCosts>>;
