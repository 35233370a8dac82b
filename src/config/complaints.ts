// ajv's errors as sentences that say what to write instead.
import type { ErrorObject } from 'ajv';
import type { ProblemCode } from '../base/problem-codes.ts';
import { didYouMean } from '../base/suggest.ts';

export interface Complaint {
  readonly code: ProblemCode;
  /** Keys from the root to what is wrong. */
  readonly keys: readonly string[];
  /** Whether the key or its value is wrong. */
  readonly at: 'key' | 'value';
  readonly message: string;
}

interface SchemaNode {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
}

type Describe = (error: ErrorObject, value: string) => string | undefined;

/** One complaint for each mistake: what ajv says about the branches of an `anyOf` is left to the one about the whole. */
export function complaintsOf(errors: readonly ErrorObject[]): Complaint[] {
  const wholes = errors.filter(({ keyword }) => keyword === 'anyOf').map(({ schemaPath }) => schemaPath);
  const telling = errors.filter(
    ({ keyword, schemaPath }) =>
      keyword !== 'if' &&
      !wholes.some((whole) => schemaPath.startsWith(`${whole}/`)) &&
      !isEchoOfName({ keyword, schemaPath }),
  );
  return telling.map(complain);
}

/** ajv reports a bad name twice: by its pattern, and by the object that has it. */
function isEchoOfName({ keyword, schemaPath }: Pick<ErrorObject, 'keyword' | 'schemaPath'>): boolean {
  return keyword === 'pattern' && schemaPath.includes('/propertyNames/');
}

function complain(error: ErrorObject): Complaint {
  const keys = keysOf(error.instancePath);
  const schema = error.parentSchema as SchemaNode;
  if (error.keyword === 'additionalProperties') {
    const key = String(error.params.additionalProperty);
    const known = Object.keys(schema.properties ?? {});
    return { code: 'spec/unknown-key', keys: [...keys, key], at: 'key', message: unknownKey(key, known) };
  }
  if (error.keyword === 'propertyNames') {
    const name = String(error.params.propertyName);
    const message = `"${shown(name)}" is not a name: write a letter, then letters, digits, _ and -, at most 64`;
    return { code: 'spec/name', keys: [...keys, name], at: 'key', message };
  }
  if (error.keyword === 'required') {
    const key = String(error.params.missingProperty);
    const about = schema.properties?.[key]?.description;
    const message = `the key "${key}" is missing${about ? `: ${lower(about)}` : ''}`;
    return { code: 'spec/missing-key', keys, at: 'key', message };
  }
  const describe = DESCRIPTIONS[error.keyword];
  const value = show(error.data);
  const said = describe?.(error, value) ?? `${value} ${error.message}`;
  const about = schema.description;
  const message = about && error.keyword !== 'enum' && error.keyword !== 'const' ? `${said}. ${about}` : said;
  return { code: CODES.get(error.keyword) ?? 'spec/value', keys, at: 'value', message };
}

/** By ajv's keyword. */
const CODES: ReadonlyMap<string, ProblemCode> = new Map([
  ['anyOf', 'spec/type'],
  ['type', 'spec/type'],
  ['enum', 'spec/choice'],
  ['const', 'spec/choice'],
  ['minimum', 'spec/range'],
  ['maximum', 'spec/range'],
  ['exclusiveMinimum', 'spec/range'],
  ['exclusiveMaximum', 'spec/range'],
  ['minItems', 'spec/count'],
  ['maxItems', 'spec/count'],
  ['minProperties', 'spec/count'],
  ['maxProperties', 'spec/count'],
  ['minLength', 'spec/length'],
  ['maxLength', 'spec/length'],
  ['pattern', 'spec/pattern'],
]);

const TYPES: Readonly<Record<string, string>> = {
  object: 'keys with values',
  array: 'a list',
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

const DESCRIPTIONS: Readonly<Record<string, Describe>> = {
  type: ({ params }, value) => `${value} is not ${typesOf(params.type)}`,
  anyOf: (_, value) => `${value} does not fit`,
  enum: ({ params, data }, value) => {
    const allowed: readonly unknown[] = params.allowedValues;
    return `${value} is none of ${allowed.map(show).join(', ')}${didYouMean(String(data), allowed.map(String))}`;
  },
  const: ({ params }, value) => `${value} is not ${show(params.allowedValue)}`,
  minimum: ({ params }, value) => `${value} is less than ${params.limit}`,
  maximum: ({ params }, value) => `${value} is more than ${params.limit}`,
  exclusiveMinimum: ({ params }, value) => `${value} is not more than ${params.limit}`,
  exclusiveMaximum: ({ params }, value) => `${value} is not less than ${params.limit}`,
  minItems: ({ params }, value) => `${value} has fewer than ${params.limit} entries`,
  maxItems: ({ params }) => `the list has more than ${params.limit} entries`,
  minLength: () => 'the text is empty',
  maxLength: ({ params }) => `the text is longer than ${params.limit} characters`,
  minProperties: ({ parentSchema }) =>
    `nothing is there; write ${Object.keys((parentSchema as SchemaNode).properties ?? {}).join(' or ') || 'at least one entry'}`,
  maxProperties({ params, data }) {
    const found = Object.keys(data as object);
    if (params.limit > 1) return `there are ${found.length} entries; at most ${params.limit} may be`;
    return `${found.map(shown).join(' and ')}: only one of them may be there`;
  },
  pattern: ({ params }, value) => `${value} does not match ${params.pattern}`,
};

function typesOf(type: string | readonly string[]): string {
  return [type]
    .flat()
    .map((name) => TYPES[name] ?? name)
    .join(' or ');
}

function unknownKey(key: string, known: readonly string[]): string {
  const guess = didYouMean(key, known);
  const list = known.length > 0 ? `; there are ${known.join(', ')}` : '';
  return `unknown key "${shown(key)}"${guess || list}`;
}

function show(value: unknown): string {
  if (value === null || value === undefined) return 'an empty value';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of keys';
  return typeof value === 'string' ? `"${shown(value)}"` : String(value);
}

function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function lower(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

/** A JSON pointer (RFC 6901). */
function keysOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
