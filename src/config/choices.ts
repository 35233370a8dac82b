// Sections of which exactly one key must be there. The schema can't say so: ajv fills no defaults in inside of a oneOf.
import type { Problem } from '../base/problem.ts';
import { FORMATS } from '../data/params.ts';
import type { TeacherParams } from '../teacher/params.ts';

const TEACHERS: readonly (keyof TeacherParams)[] = ['tflite', 'logits', 'layers'];

const CHOICES = [
  { section: ['data', 'train'], keys: FORMATS, what: 'a data set' },
  { section: ['data', 'test'], keys: FORMATS, what: 'a data set' },
  { section: ['teacher'], keys: TEACHERS, what: 'a teacher' },
] as const;

/** Of one model, checked or not by the schema; paths are those inside the model. Sections that aren't there are passed over. */
export function checkChoices(model: unknown): Problem[] {
  return CHOICES.flatMap(({ section, keys, what }): Problem[] => {
    const value = section.reduce<unknown>((around, key) => groupOf(around)[key], model);
    if (value === undefined || Object.keys(groupOf(value)).length === 0) return [];
    const given = keys.filter((key) => groupOf(value)[key] !== undefined);
    if (given.length === 1) return [];
    const found = given.length === 0 ? 'none of them is there' : `not ${given.join(' and ')} at once`;
    const message = `${what} is one of ${keys.join(', ')}; ${found}`;
    return [{ code: 'spec/one-of', message, place: { path: section.join('.') } }];
  });
}

/** The keys of a map; of anything else none. */
export function groupOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
