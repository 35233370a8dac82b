// The work of one operator under a profile: which routine of the kernel library runs, and how often its loops turn,
// from shapes alone.
import type { Tensor } from '../../tflite/model.ts';
import type { OperatorNode } from '../op.ts';
import type { Profile } from '../profile.ts';

export type Counts = Readonly<Record<string, number>>;

/** A routine and the counts of its loops, by name; what counts most comes first. Instructions are linear in them;
 * `constant` is always 1. */
export interface Work {
  readonly routine: string;
  readonly counts: Counts;
  /** How often the routine reads all its weights, one pass after another; undefined where none has asked. */
  readonly weightPasses?: number;
}

/** Why a figure can't be given: a sentence without its operator's name. */
export interface NoFigure {
  readonly reason: string;
}

export type WorkOf = (node: OperatorNode, profile: Profile) => Work | NoFigure;

export function work(routine: string, counts: Counts, weightPasses?: number): Work {
  return { routine, counts: { ...counts, constant: 1 }, ...(weightPasses !== undefined && { weightPasses }) };
}

/** Of a routine of which few shapes have been counted: without the constant, which they can't tell from the rest. */
export function workOfFew(routine: string, counts: Counts): Work {
  return { routine, counts };
}

/** Activations and weights of a layer by the field's name for the pair; undefined for others. */
export function typesOf({ inputs: [input, filter], outputs: [output] }: OperatorNode): LayerTypes | undefined {
  if (input?.type !== output?.type) return undefined;
  return LAYER_TYPES[`${input?.type} ${filter?.type}`];
}

export type LayerTypes = 'int8' | 'int16' | 'int4' | 'float';

const LAYER_TYPES: Readonly<Partial<Record<string, LayerTypes>>> = {
  'INT8 INT8': 'int8',
  'INT16 INT8': 'int16',
  'INT8 INT4': 'int4',
  'FLOAT32 FLOAT32': 'float',
};

export const UNKNOWN_TYPES: NoFigure = {
  reason: 'instruction counts are known for int8, int16x8 and float32 layers and for int4 weights only',
};

/** As loops and routines are named by it: `float32`. */
export function typeNameOf(tensor: Tensor | undefined): string {
  return (tensor?.type ?? '').toLowerCase();
}

/** The rows of the figures are int8; other types run other kernels. */
export function isInt8(node: OperatorNode): boolean {
  return node.inputs[0]?.type === 'INT8' && node.outputs[0]?.type === 'INT8';
}
