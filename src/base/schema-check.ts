// JSON Schemas as checks: a schema is compiled when it is first asked for, and quickly, since every run waits for it.
import { Ajv, type ErrorObject, type Options } from 'ajv';

/** Errors are those of its last call. */
export interface SchemaCheck<T> {
  (value: unknown): value is T;
  readonly errors: readonly ErrorObject[];
}

/** Schemas are ours: that they are schemas is what a test says, not every run. */
export function newAjv(options: Options = {}): Ajv {
  return new Ajv({
    ...{ strict: true, allowUnionTypes: true, meta: false, validateSchema: false, code: { optimize: false } },
    ...options,
  });
}

export function schemaCheck<T>(schema: object, options: Options = {}): SchemaCheck<T> {
  const compiled = () => newAjv(options).compile<T>(schema);
  let validate: ReturnType<typeof compiled> | undefined;
  const check = (value: unknown): value is T => {
    validate ??= compiled();
    return validate(value);
  };
  return Object.defineProperty(check as SchemaCheck<T>, 'errors', { get: () => validate?.errors ?? [] });
}
