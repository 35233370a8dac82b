// kd.yaml as the gate reads it, after every check that needs no other file.
import type { FromSchema } from 'json-schema-to-ts';
import type { Place } from '../base/problem.ts';
import type { Limit } from '../budget/judge.ts';
import type { Reserve } from '../budget/reserve.ts';
import type { WorkLimits } from './limits.ts';
import type { ModelSchema } from './schema.ts';

export type ModelParams = FromSchema<ModelSchema>;

export interface ModelSpec extends Omit<ModelParams, 'budgets'> {
  /** From `budgets:`, with their places. */
  readonly limits: readonly Limit[];
}

export interface Spec {
  /** As the user named it. */
  readonly file: string;
  readonly seed: number;
  readonly limits: WorkLimits;
  /** From `reserve:`, with its places. */
  readonly reserve: Reserve;
  readonly models: Readonly<Record<string, ModelSpec>>;
  /** Line and column of a path (`models.digits.student.layers[3]`), or of what is nearest around it. */
  placeOf(path: string): Place;
}
