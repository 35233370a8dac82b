// The parts that the JSON Schemas of reports and of stored results are put together from.
import { COMMIT_PATTERN, SHA256_PATTERN } from '../base/digest.ts';

interface ObjectSchema<Keys, Properties> {
  readonly type: 'object';
  readonly additionalProperties: false;
  readonly required: Keys;
  readonly properties: Properties;
}

/** An object that has no other keys than these; tsc refuses a required one that is none of them. */
export function closed<const Properties extends object, const Keys extends readonly (keyof Properties & string)[]>(
  required: Keys,
  properties: Properties,
  description?: string,
): ObjectSchema<Keys, Properties> {
  const about = description === undefined ? {} : { description };
  return { type: 'object', ...about, additionalProperties: false, required, properties };
}

/** An object with keys of the user's. */
export function mapOf<const Values extends object>(additionalProperties: Values, description: string) {
  return { type: 'object', description, additionalProperties } as const;
}

export const text = { type: 'string', maxLength: 4096 } as const;
/** Whole numbers that a double holds exactly. */
export const count = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;
export const share = { type: 'number', minimum: -1, maximum: 1 } as const;
export const probability = { type: 'number', minimum: 0, maximum: 1 } as const;
/** Of an error; far from where sums overflow. */
export const magnitude = { type: 'number', minimum: 0, maximum: 1e15 } as const;
/** Far beyond any board, and far from where sums overflow. */
export const milliseconds = { type: 'number', minimum: 0, maximum: 1e15 } as const;
/** Of any measure, or a difference of two. */
export const figure = { type: 'number', minimum: -1e15, maximum: 1e15 } as const;
/** Of two powers. */
export const ratio = { type: 'number', minimum: 0, maximum: 1e15 } as const;
export const percent = { type: 'number', minimum: 0, maximum: 1000 } as const;
export const commit = { type: 'string', pattern: COMMIT_PATTERN } as const;
export const digest = { type: 'string', pattern: SHA256_PATTERN } as const;

/** Of a file, where a mistake or a budget stands. */
export const place = {
  type: 'object',
  additionalProperties: false,
  properties: { file: text, line: count, column: count, path: text },
} as const;
