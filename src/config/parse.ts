// kd.yaml's text to a Spec, or every mistake in it with line, column and what to write instead.
import {
  attempt,
  joinPath,
  must,
  type Outcome,
  type Place,
  type Problem,
  pathKey,
  problemsOf,
  rejectAll,
  under,
  withProblems,
} from '../base/problem.ts';
import { quote } from '../base/quote.ts';
import { schemaCheck } from '../base/schema-check.ts';
import type { Limit } from '../budget/judge.ts';
import { limitsOf } from '../budget/params.ts';
import { type Reserve, type ReserveParams, reserveOf } from '../budget/reserve.ts';
import { identifierOf } from '../compress/firmware/c-text.ts';
import { checkChoices, groupOf } from './choices.ts';
import { complaintsOf } from './complaints.ts';
import { type Document, readDocument } from './document.ts';
import { firstProblems } from './first-problems.ts';
import { KINDS, type Kinds } from './kinds.ts';
import { type LimitsParams, type WorkLimits, workLimitsOf } from './limits.ts';
import { doubleLosses, missingNeeds } from './needs.ts';
import { specCheck } from './schema.ts';
import type { ModelParams, ModelSpec, Spec } from './spec.ts';

interface SpecParams {
  readonly seed: number;
  readonly limits: LimitsParams;
  readonly reserve: ReserveParams;
  readonly models: Readonly<Record<string, ModelParams>>;
}

/** A parser of kd.yaml whose sections choose from these lists; `file` is the name that problems show. */
export function specParser(kinds: Kinds): (text: string, file: string) => Outcome<Spec> {
  const isSpec = schemaCheck<SpecParams>(specCheck(kinds));
  return (text, file) =>
    attempt(() => {
      const document = must(readDocument(text, file));
      const doubles = problemsOf(located(doubledIn(document), document));
      const errors = isSpec(document.value) ? [] : isSpec.errors;
      const complaints = complaintsOf(errors).map(({ code, keys, at, message }): Problem => {
        return { code, message, place: { ...document.placeOf(keys, at), path: pathOf(keys) } };
      });
      rejectAll(firstProblems(sorted([...complaints, ...doubles, ...problemsBeyond(complaints, document, kinds)])));
      // What stands here has passed the schema.
      const { seed, limits, reserve, models } = document.value as SpecParams;
      return {
        file,
        seed,
        limits: must(placedWorkLimits(document, limits)),
        reserve: must(placedReserve(document, reserve)),
        models: withLimits(models, document),
        placeOf: (path) => placeOf(document, path),
      };
    });
}

export const parseSpec = specParser(KINDS);

/** Without a prototype: a name that only an object of JavaScript has (`toString`) is no model. */
function withLimits(models: SpecParams['models'], document: Document): Spec['models'] {
  const specs: Record<string, ModelSpec> = Object.create(null);
  for (const [name, { budgets, ...model }] of Object.entries(models)) {
    specs[name] = { ...model, limits: must(placedLimits(document, name, budgets)) };
  }
  return specs;
}

function placedWorkLimits(document: Document, limits: { readonly work: unknown }): Outcome<WorkLimits> {
  return located(under('limits', workLimitsOf(limits)), document);
}

/** The same kd.yaml with these models of its own alone. */
export function withModels(spec: Spec, names: readonly string[]): Spec {
  const models: Record<string, ModelSpec> = Object.create(null);
  for (const name of names) models[name] = spec.models[name];
  return { ...spec, models };
}

function placedLimits(document: Document, model: string, budgets: object): Outcome<readonly Limit[]> {
  return attempt(() => {
    const section = `models.${model}.budgets`;
    return placedParts(document, section, limitsOf(budgets));
  });
}

function placedReserve(document: Document, params: object): Outcome<Reserve> {
  return attempt(() => placedParts(document, 'reserve', reserveOf(params)));
}

/** What a section's values say, each with its place; paths are those inside the section. Runs inside an attempt. */
function placedParts<Part extends { readonly path: string }>(
  document: Document,
  section: string,
  parts: Outcome<readonly Part[]>,
): (Omit<Part, 'path'> & { readonly place: Place })[] {
  return must(located(under(section, parts), document)).map(({ path: inside, ...part }) => {
    const path = `${section}.${inside}`;
    return { ...part, place: { ...placeOf(document, path), path } };
  });
}

/** What is there twice; asked before the schema fills defaults in. */
function doubledIn(document: Document): Outcome<void> {
  return attempt(() => {
    const models = Object.entries(groupOf(groupOf(document.value).models));
    const found = models.map(([name, model]) =>
      under(
        `models.${name}`,
        attempt(() => rejectAll(doubleLosses(model))),
      ),
    );
    rejectAll(found.flatMap(problemsOf));
  });
}

/** What is wrong beyond the schema, where it has not complained itself. */
function problemsBeyond(complaints: readonly Problem[], document: Document, kinds: Kinds): Problem[] {
  const complained = pathsAround(complaints);
  const models = groupOf(groupOf(document.value).models);
  const problems = Object.entries(models).flatMap(([name, model]) => {
    const choices = under(`models.${name}`, checkChoices(model, kinds));
    const limits = placedLimits(document, name, groupOf(groupOf(model).budgets));
    const needs = under(
      `models.${name}`,
      attempt(() => rejectAll(missingNeeds(model))),
    );
    return [located(choices, document), limits, located(needs, document)].flatMap(problemsOf);
  });
  problems.push(...nameClashes(Object.keys(models), document));
  problems.push(...problemsOf(placedReserve(document, groupOf(groupOf(document.value).reserve))));
  const { work } = groupOf(groupOf(document.value).limits);
  if (work !== undefined) problems.push(...problemsOf(placedWorkLimits(document, { work })));
  return problems.filter(({ place }) => !complained.has(place?.path ?? ''));
}

/**
 * The firmware's headers name everything after the model, where `a-b` and `a_b` would hide each other. Nor do all file
 * systems tell the folders `A` and `a` apart.
 */
function nameClashes(names: readonly string[], document: Document): Problem[] {
  const byGuard = new Map<string, string>();
  return names.flatMap((name): Problem[] => {
    const guard = identifierOf(name).toUpperCase();
    const other = byGuard.get(guard);
    byGuard.set(guard, other ?? name);
    if (other === undefined) return [];
    const where = "in the firmware's headers, or as a folder";
    const message = `${quote(name)} and ${quote(other)} would be one ${where}; rename one`;
    return [
      { code: 'spec/name', message, place: { ...document.placeOf(['models', name], 'key'), path: `models.${name}` } },
    ];
  });
}

/** The paths of the problems, and all that lead to them: `a.b`, `a` and the empty one. */
function pathsAround(problems: readonly Problem[]): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const { place } of problems) {
    let path = place?.path ?? '';
    while (!paths.has(path)) {
      paths.add(path);
      path = path.slice(0, Math.max(0, path.lastIndexOf('.')));
    }
  }
  return paths;
}

/**
 * A problem of a later stage, whose path starts at kd.yaml's root, with line and column; one inside another file stays
 * there.
 */
export function locateIn(spec: Spec, problem: Problem): Problem {
  const { file, path } = problem.place ?? {};
  if (file !== undefined) return problem;
  return { ...problem, place: { ...spec.placeOf(path ?? ''), path } };
}

/** The same problems with line and column of their paths, which start at the root. */
function located<T>(outcome: Outcome<T>, document: Document): Outcome<T> {
  return withProblems(outcome, (problem) => {
    const path = problem.place?.path ?? '';
    return { ...problem, place: { ...placeOf(document, path), path } };
  });
}

function placeOf(document: Document, path: string): Place {
  return document.placeOf(keysOf(path), 'value');
}

/** `models.digits.student.layers[3].conv2d`, or `reserve.ram["teensy-4.1"]`, as `pathKey` writes what has a dot. */
function keysOf(path: string): string[] {
  return [...path.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([^.[]+)/g)].map(([, index, quoted, plain]) => {
    return index ?? plain ?? JSON.parse(quoted);
  });
}

function pathOf(keys: readonly string[]): string {
  return keys.map(pathKey).reduce((path, key) => (path === '' ? key : joinPath(path, key)), '');
}

function sorted(problems: readonly Problem[]): Problem[] {
  const order = ({ place }: Problem) => [place?.line ?? 0, place?.column ?? 0] as const;
  return [...problems].sort((a, b) => {
    const [[lineA, columnA], [lineB, columnB]] = [order(a), order(b)];
    return lineA - lineB || columnA - columnB;
  });
}
