// Sections of which exactly one key must be there. The schema can't say so: ajv fills no defaults in inside of a oneOf.
import { type Alternative, chooseOne } from '../base/one-of.ts';
import { attempt, mustAll, type Outcome, under } from '../base/problem.ts';
import { FEATURES } from '../data/features/index.ts';
import type { Kinds } from './kinds.ts';

/** What is chosen; `check` says what a schema can't. */
interface Choice extends Alternative {
  check?(value: unknown): Outcome<void>;
}

/**
 * Of one model, checked or not by the schema; paths are those inside the model. Sections that aren't there are passed
 * over.
 */
export function checkChoices(model: unknown, { readers, teachers }: Kinds): Outcome<void> {
  const check = (list: Readonly<Record<string, Choice>>, what: string, ...section: string[]): Outcome<unknown>[] => {
    const value = groupOf(section.reduce<unknown>((around, key) => groupOf(around)[key], model));
    if (Object.keys(value).length === 0) return [];
    const found = chooseOne(list, value, { what, code: 'spec/one-of' });
    const checked = found.ok && found.value.entry.check?.(found.value.value);
    const path = section.join('.');
    return [under(path, found), ...(found.ok && checked ? [under(`${path}.${found.value.name}`, checked)] : [])];
  };
  return attempt(() => {
    mustAll([
      ...check(readers, 'a data set', 'data', 'train'),
      ...check(readers, 'a data set', 'data', 'test'),
      ...check(FEATURES, 'a kind of features', 'data', 'features'),
      ...check(teachers, 'a teacher', 'teacher'),
    ]);
  });
}

/** The keys of a map; of anything else none. */
export function groupOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
