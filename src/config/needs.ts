// What one section of a model needs of another.
import type { Problem } from '../base/problem.ts';
import { groupOf } from './choices.ts';

/** Budgets that are judged on the answers to a test set. */
const JUDGED_ON_TEST: readonly string[] = ['accuracy', 'quantDrop'];

/** Of one model, checked or not by the schema; paths are those inside the model. */
export function missingNeeds(model: unknown): readonly Problem[] {
  const { budgets, data } = groupOf(model);
  if (groupOf(data).test !== undefined) return [];
  const message = 'is judged on a test set; name one under "data: test:", or remove this budget';
  return Object.keys(groupOf(budgets))
    .filter((measure) => JUDGED_ON_TEST.includes(measure))
    .map((measure) => ({ code: 'budget/no-test-set', message, place: { path: `budgets.${measure}` } }));
}
