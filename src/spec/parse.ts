// kd.yaml's text to a Spec, or every mistake in it with line, column and what to write instead.
import { Ajv } from 'ajv';
import { done, failed, type Outcome, type Place, type Problem } from '../base/problem.ts';
import { limitsOf } from '../budget/params.ts';
import { complaintsOf } from './complaints.ts';
import { type Document, readDocument } from './document.ts';
import { SPEC_SCHEMA } from './schema.ts';
import type { ModelParams, ModelSpec, Spec } from './spec.ts';

/** `file` is the name that problems show. */
export function parseSpec(text: string, file: string): Outcome<Spec> {
  const read = readDocument(text, file);
  if (!read.ok) return read;
  const document = read.value;
  const ajv = new Ajv({ allErrors: true, useDefaults: true, verbose: true, strict: true, allowUnionTypes: true });
  const validate = ajv.compile<{ seed: number; models: Record<string, ModelParams> }>(SPEC_SCHEMA);
  const value = document.value;
  if (!validate(value)) {
    const problems = complaintsOf(validate.errors ?? []).map(({ code, keys, at, message }): Problem => {
      const place = { ...document.placeOf(keys, at), path: pathOf(keys) };
      return { code, message, place };
    });
    return failed(...sorted(problems));
  }
  const problems: Problem[] = [];
  const models: Record<string, ModelSpec> = {};
  for (const [name, { budgets, ...model }] of Object.entries(value.models)) {
    const section = `models.${name}.budgets`;
    const limits = limitsOf(budgets);
    if (!limits.ok) {
      problems.push(
        ...limits.problems.map((p) => locate(document, { ...p, place: { path: `${section}.${p.place?.path}` } })),
      );
      continue;
    }
    const placed = limits.value.map(({ path, ...limit }) => {
      const full = `${section}.${path}`;
      return { ...limit, place: { ...placeOf(document, full), path: full } };
    });
    models[name] = { ...model, limits: placed };
  }
  if (problems.length > 0) return failed(...sorted(problems));
  return done({ file, seed: value.seed, models, placeOf: (path) => placeOf(document, path) });
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
