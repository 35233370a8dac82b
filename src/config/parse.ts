// kd.yaml's text to a Spec, or every mistake in it with line, column and what to write instead.
import { Ajv } from 'ajv';
import { done, failed, type Outcome, type Place, type Problem, under } from '../base/problem.ts';
import type { Limit } from '../budget/judge.ts';
import { type BudgetsParams, limitsOf } from '../budget/params.ts';
import { checkChoices, groupOf } from './choices.ts';
import { complaintsOf } from './complaints.ts';
import { type Document, readDocument } from './document.ts';
import { SPEC_SCHEMA } from './schema.ts';
import type { ModelParams, ModelSpec, Spec } from './spec.ts';

const ajv = new Ajv({ allErrors: true, useDefaults: true, verbose: true, strict: true, allowUnionTypes: true });
const validate = ajv.compile<{ seed: number; models: Record<string, ModelParams> }>(SPEC_SCHEMA);

/** `file` is the name that problems show. */
export function parseSpec(text: string, file: string): Outcome<Spec> {
  const read = readDocument(text, file);
  if (!read.ok) return read;
  const document = read.value;
  const value = document.value;
  if (!validate(value)) {
    const complaints = complaintsOf(validate.errors ?? []).map(({ code, keys, at, message }): Problem => {
      return { code, message, place: { ...document.placeOf(keys, at), path: pathOf(keys) } };
    });
    return failed(...sorted([...complaints, ...otherProblems(document, complaints)]));
  }
  const problems: Problem[] = [];
  const models: Record<string, ModelSpec> = {};
  for (const [name, { budgets, ...model }] of Object.entries(value.models)) {
    problems.push(...placedChoices(document, name, model));
    const limits = placedLimits(document, name, budgets);
    if (limits.ok) models[name] = { ...model, limits: limits.value };
    else problems.push(...limits.problems);
  }
  if (problems.length > 0) return failed(...sorted(problems));
  return done({ file, seed: value.seed, models, placeOf: (path) => placeOf(document, path) });
}

function placedLimits(document: Document, model: string, budgets: BudgetsParams): Outcome<readonly Limit[]> {
  const limits = under(`models.${model}.budgets`, limitsOf(budgets));
  if (!limits.ok) return failed(...limits.problems.map((problem) => locate(document, problem)));
  return done(
    limits.value.map(({ path: inside, ...limit }) => {
      const path = `models.${model}.budgets.${inside}`;
      return { ...limit, place: { ...placeOf(document, path), path } };
    }),
  );
}

/** What is wrong beyond the schema with a file that it has refused already, where it has not complained itself. */
function otherProblems(document: Document, complaints: readonly Problem[]): Problem[] {
  const complained = complaints.map(({ place }) => place?.path ?? '');
  const models = groupOf(groupOf(document.value).models);
  const problems = Object.entries(models).flatMap(([name, model]) => {
    const limits = placedLimits(document, name, groupOf(groupOf(model).budgets));
    return [...placedChoices(document, name, model), ...(limits.ok ? [] : limits.problems)];
  });
  return problems.filter(({ place }) => {
    const path = place?.path ?? '';
    return !complained.some((other) => other === path || other.startsWith(`${path}.`));
  });
}

function placedChoices(document: Document, name: string, model: unknown): Problem[] {
  const choices = under(`models.${name}`, failed(...checkChoices(model)));
  return choices.ok ? [] : choices.problems.map((problem) => locate(document, problem));
}

/** A problem of a later stage, whose path starts at kd.yaml's root, with line and column; one inside another file stays there. */
export function locateIn(spec: Spec, problem: Problem): Problem {
  const { file, path } = problem.place ?? {};
  if (file !== undefined) return problem;
  return { ...problem, place: { ...spec.placeOf(path ?? ''), path } };
}

function locate(document: Document, problem: Problem): Problem {
  const path = problem.place?.path ?? '';
  return { ...problem, place: { ...placeOf(document, path), path } };
}

function placeOf(document: Document, path: string): Place {
  return document.placeOf(keysOf(path), 'value');
}

/** `models.digits.student.layers[3].conv2d` */
function keysOf(path: string): string[] {
  return path
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .split('.')
    .filter((key) => key !== '');
}

function pathOf(keys: readonly string[]): string {
  return keys.map((key, i) => (/^\d+$/.test(key) ? `[${key}]` : i === 0 ? key : `.${key}`)).join('');
}

function sorted(problems: readonly Problem[]): Problem[] {
  const order = ({ place }: Problem) => (place?.line ?? 0) * 100_000 + (place?.column ?? 0);
  return [...problems].sort((a, b) => order(a) - order(b));
}
