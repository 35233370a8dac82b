// JSON Schemas as checks: a schema is compiled when it is first asked for, and quickly, since every run waits for it.
import { Ajv, type ErrorObject, type Options } from 'ajv';
import { COMPILED } from './compiled-checks.ts';
import { sha256Hex } from './digest.ts';

/** Errors are those of its last call. */
export interface SchemaCheck<T> {
  (value: unknown): value is T;
  readonly errors: readonly ErrorObject[];
}

type CheckOptions = Pick<Options, 'allErrors' | 'useDefaults' | 'verbose' | 'strictRequired'>;

/** What a check is made of. */
export interface CheckSource {
  readonly schema: object;
  readonly options?: CheckOptions;
}

/** Schemas are ours: that they are schemas is what a test says, not every run. */
export function newAjv(options: Options = {}): Ajv {
  return new Ajv({
    ...{ strict: true, allowUnionTypes: true, meta: false, validateSchema: false, code: { optimize: false } },
    ...options,
  });
}

/** The name of a compiled check. */
export function digestOfCheck({ schema, options = {} }: CheckSource): string {
  return sha256Hex(new TextEncoder().encode(JSON.stringify([schema, options])));
}

export function schemaCheck<T>(source: CheckSource): SchemaCheck<T> {
  const load = () =>
    (COMPILED.get(digestOfCheck(source))?.() ?? newAjv(source.options).compile(source.schema)) as Validate;
  let validate: Validate | undefined;
  const check = (value: unknown): value is T => {
    validate ??= load();
    return validate(value);
  };
  return Object.defineProperty(check as SchemaCheck<T>, 'errors', { get: () => validate?.errors ?? [] });
}

type Validate = ((value: unknown) => boolean) & { readonly errors?: readonly ErrorObject[] | null };
