// JSON of a stranger: objects without a prototype, so that no name in them means anything but itself.
import { attempt, type Outcome, reject } from '../base/problem.ts';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** A model in a model is six levels deeper. */
const MOST_DEPTH = 96;

/** `what`: the file's part, for the message. Problems: `keras/config`. */
export function parseJson(text: string, what: string): Outcome<Json> {
  return attempt(() => {
    try {
      return withoutPrototypes(JSON.parse(text));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      return reject('keras/config', `${what} is not JSON; save the model again`);
    }
  });
}

function withoutPrototypes(value: unknown, depth = 0): Json {
  if (depth > MOST_DEPTH) reject('keras/config', `the configuration is more than ${MOST_DEPTH} levels deep`);
  if (Array.isArray(value)) return value.map((item) => withoutPrototypes(item, depth + 1));
  if (typeof value !== 'object' || value === null) return value as Json;
  const object: Record<string, Json> = Object.create(null);
  for (const [key, item] of Object.entries(value)) object[key] = withoutPrototypes(item, depth + 1);
  return object;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Empty where it is none. */
export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

export function listOf(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}

export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
