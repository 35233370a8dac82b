// The work of one operator under a profile: which routine of the kernel library runs, and how often its loops turn,
// from shapes alone.
import type { OperatorNode } from '../op.ts';
import type { Profile } from '../profile.ts';

/** A routine and the counts of its loops, by name; what counts most comes first. Instructions are linear in them;
 * `constant` is always 1. */
export interface Work {
  readonly routine: string;
  readonly counts: Readonly<Record<string, number>>;
  /** How often the routine reads all its weights, one pass after another; undefined where none has asked. */
  readonly weightPasses?: number;
}

/** Why a figure can't be given: a sentence without its operator's name. */
export interface NoFigure {
  readonly reason: string;
}

export type WorkOf = (node: OperatorNode, profile: Profile) => Work | NoFigure;

export function work(routine: string, counts: Readonly<Record<string, number>>, weightPasses?: number): Work {
  return { routine, counts: { ...counts, constant: 1 }, ...(weightPasses !== undefined && { weightPasses }) };
}

/** The rows of the figures are int8; other types run other kernels. */
export function isInt8(node: OperatorNode): boolean {
  return node.inputs[0]?.type === 'INT8' && node.outputs[0]?.type === 'INT8';
}
