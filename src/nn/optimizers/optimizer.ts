// What an optimizer says of itself: its settings and its step. `index.ts` is the list of all.
import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import type { Section } from '../../base/one-of.ts';
import type { Emitter, MemoryRegion } from '../program/layer-steps.ts';
import type { WorkRange } from '../program/program.ts';

export interface OptimizerSite {
  readonly emit: Emitter['emit'];
  readonly range: WorkRange;
  /** All that are trained lie together, so that one call updates them. */
  readonly parameters: MemoryRegion;
  readonly gradients: MemoryRegion;
  /** As large as the parameters each, zero at the start. */
  readonly states: readonly MemoryRegion[];
}

// Methods and not functions as properties: so an optimizer of one kind of settings fits into a list of all.
export interface Optimizer<S, Settings = S extends JSONSchema ? FromSchema<S> : never> {
  /** Its settings in kd.yaml; `learningRate` is one of them. */
  readonly schema: S;
  /** The learning rates that `auto` tries. */
  readonly rates: readonly number[];
  /** How many numbers it keeps for each parameter. */
  readonly states: number;
  /** Emits the step; the rate of each step is the scalar `learningRate`. */
  emit(settings: Settings, site: OptimizerSite): void;
  /** The decay rates whose powers correct the moments' start from zero: correction_i = 1 - beta_i^t; 0 for none. */
  betas(settings: Settings): readonly [number, number];
}

/** What every optimizer's settings have. */
export interface OptimizerSettings {
  /** At its highest; the schedule lowers it. */
  readonly learningRate: number;
}

export type AnyOptimizer = Optimizer<object, unknown>;

export type OptimizerList = Readonly<Record<string, AnyOptimizer>>;

/** `{ adam: { … } }` */
export type OptimizerChoice = Section<OptimizerSettings>;

/** The key of an optimizer's schema. */
export const learningRate = <D extends number>(value: D) =>
  ({
    type: 'number',
    exclusiveMinimum: 0,
    maximum: 100,
    default: value,
    description: 'Step size at its highest.',
  }) as const;

/** A share or decay rate. */
export const SHARE = { type: 'number', minimum: 0, exclusiveMaximum: 1 } as const;
