// What one section of a model needs of another.
import { listOf } from '../base/one-of.ts';
import type { Problem } from '../base/problem.ts';
import { FEATURE_LOSSES } from '../nn/losses/features/index.ts';
import { LOSSES } from '../nn/losses/index.ts';
import { groupOf } from './choices.ts';

/** Budgets that are judged on the answers to a test set. */
const JUDGED_ON_TEST: readonly string[] = ['accuracy', 'quantDrop'];

/** Of one model, checked or not by the schema; paths are those inside the model. */
export function missingNeeds(model: unknown): readonly Problem[] {
  return [...missingTestSet(model), ...missingTeacher(model)];
}

/** Keys of `distill:` that say what to learn of a teacher. */
const TAUGHT: readonly string[] = ['loss', ...Object.keys(FEATURE_LOSSES)];

function missingTeacher(model: unknown): readonly Problem[] {
  const { distill, teacher } = groupOf(model);
  if (teacher !== undefined) return [];
  const message = 'says what to learn of a teacher, and there is none; add a "teacher:" section, or remove this key';
  return Object.keys(groupOf(distill))
    .filter((key) => TAUGHT.includes(key))
    .map((key) => ({ code: 'student/no-teacher', message, place: { path: `distill.${key}` } }));
}

/** Of one model as it is written, before defaults are filled in. */
export function doubleLosses(model: unknown): readonly Problem[] {
  const distill = groupOf(groupOf(model).distill);
  const beside = Object.keys(LOSSES.distillation.schema.properties).filter((key) => Object.hasOwn(distill, key));
  if (distill.loss === undefined || beside.length === 0) return [];
  const verb = beside.length === 1 ? 'stands' : 'stand';
  const message = `${listOf(beside)} ${verb} beside "loss", which has its own settings; write them inside of it`;
  return [{ code: 'spec/one-of', message, place: { path: 'distill.loss' } }];
}

function missingTestSet(model: unknown): readonly Problem[] {
  const { budgets, data } = groupOf(model);
  if (groupOf(data).test !== undefined) return [];
  const message = 'is judged on a test set; name one under "data: test:", or remove this budget';
  return Object.keys(groupOf(budgets))
    .filter((measure) => JUDGED_ON_TEST.includes(measure))
    .map((measure) => ({ code: 'budget/no-test-set', message, place: { path: `budgets.${measure}` } }));
}
