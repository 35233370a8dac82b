// What an optimizer says of its step. All trained parameters lie together, so that one call updates them.
import type { Buffer, Emitter } from '../program/layer-steps.ts';
import type { Range } from '../program/program.ts';
import type { Optimizer } from '../trainer.ts';

export interface OptimizerSite {
  readonly emit: Emitter['emit'];
  readonly range: Range;
  readonly parameters: Buffer;
  readonly gradients: Buffer;
  /** As large as the parameters each, zero at the start. */
  readonly states: readonly Buffer[];
}

export interface OptimizerSteps<K extends Optimizer['kind']> {
  /** How many numbers it keeps for each parameter. */
  readonly states: number;
  emit(optimizer: Extract<Optimizer, { kind: K }>, site: OptimizerSite): void;
  /** The decay rates whose powers correct the moments' start from zero: correction_i = 1 - beta_i^t; 0 for none. */
  betas(optimizer: Extract<Optimizer, { kind: K }>): readonly [number, number];
}
