// ajv's errors as sentences that say what to write instead.
import type { ErrorObject } from 'ajv';
import { listOf } from '../base/one-of.ts';
import type { ProblemCode } from '../base/problem-codes.ts';
import { excerpt, quote } from '../base/quote.ts';
import { didYouMean } from '../base/suggest.ts';
import {
  aboutOf,
  describePattern,
  describeRange,
  describeTypes,
  expectationOf,
  mayBeEmpty,
  namesOf,
  plural,
  type SchemaNode,
  show,
} from './expectation.ts';

export interface Complaint {
  readonly code: ProblemCode;
  /** Keys from the root to what is wrong. */
  readonly keys: readonly string[];
  /** Whether the key or its value is wrong. */
  readonly at: 'key' | 'value';
  readonly message: string;
}

/** One complaint for each mistake. */
export function complaintsOf(errors: readonly ErrorObject[]): Complaint[] {
  return tellingOf(errors).map((error) => (RULES.get(error.keyword) ?? OTHER_RULE)(error, keysOf(error.instancePath)));
}

/** Where ajv reports one mistake several times, the error that helps. */
function tellingOf(errors: readonly ErrorObject[]): ErrorObject[] {
  const wholes = errors.filter(({ keyword }) => keyword === 'anyOf');
  const branches = new Map(wholes.map((whole) => [whole, branchOf(whole, errors)]));
  return errors.flatMap((error) => {
    const { keyword, schemaPath } = error;
    // A bad name is reported by its pattern too, a failed `then` by its `if`.
    if (keyword === 'if' || (keyword === 'pattern' && schemaPath.includes('/propertyNames/'))) return [];
    if (keyword === 'anyOf') return branches.get(error)?.length === 0 ? [error] : [];
    const whole = wholes.find((one) => isInside(error, one));
    if (!whole) return [error];
    if (!branches.get(whole)?.includes(error)) return [];
    const { description } = whole.parentSchema as SchemaNode;
    const isOfWhole = error.instancePath === whole.instancePath;
    return [isOfWhole ? { ...error, parentSchema: { description, ...error.parentSchema } } : error];
  });
}

/** Errors of the first branch of an `anyOf` that has the value's type; none where no branch has it. */
function branchOf(whole: ErrorObject, errors: readonly ErrorObject[]): ErrorObject[] {
  const branches = new Map<string, ErrorObject[]>();
  for (const error of errors.filter((one) => isInside(one, whole))) {
    const [index] = error.schemaPath.slice(whole.schemaPath.length + 1).split('/');
    branches.set(index, [...(branches.get(index) ?? []), error]);
  }
  const hasType = (branch: readonly ErrorObject[]) =>
    !branch.some(({ keyword, instancePath }) => keyword === 'type' && instancePath === whole.instancePath);
  return [...branches.values()].find(hasType) ?? [];
}

function isInside({ instancePath, schemaPath }: ErrorObject, whole: ErrorObject): boolean {
  const isBelow = `${instancePath}/`.startsWith(`${whole.instancePath}/`);
  return isBelow && schemaPath.startsWith(`${whole.schemaPath}/`);
}

type Rule = (error: ErrorObject, keys: readonly string[]) => Complaint;

/** `mistake` says what is wrong with the value, `write` what to write, where that is not all that the schema says. */
function valueRule(
  code: ProblemCode,
  mistake: (error: ErrorObject, schema: SchemaNode) => string,
  write: (schema: SchemaNode) => string = expectationOf,
): Rule {
  return (error, keys) => {
    const schema = error.parentSchema as SchemaNode;
    return { code, keys, at: 'value', message: `${mistake(error, schema)}; ${advise(schema, keys, write(schema))}` };
  };
}

/** `write a whole number from 2 to 4096 for "batch": samples a step` */
function advise({ description, deprecated }: SchemaNode, keys: readonly string[], what: string): string {
  const key = keys.at(-1);
  if (description === undefined || deprecated || key === undefined) return `write ${what}`;
  const place = /^\d+$/.test(key) ? `an entry of ${quote(keys.at(-2) ?? '')}` : quote(key);
  return `write ${what} for ${place}: ${aboutOf(description)}`;
}

const OTHER_RULE = valueRule('spec/value', ({ data, message }) => `${show(data)} ${message}`);
const TYPE_RULE = valueRule('spec/type', ({ data }, schema) => `${show(data)} is not ${describeTypes(schema)}`);

/** `- globalAveragePool:` is the likeliest slip in a list of layers: a key that may stay alone still needs its `{}`. */
function typeRule(error: ErrorObject, keys: readonly string[]): Complaint {
  const complaint = TYPE_RULE(error, keys);
  const schema = error.parentSchema as SchemaNode;
  const key = keys.at(-1);
  if (error.data !== null || key === undefined || !mayBeEmpty(schema)) return complaint;
  const names = namesOf(schema);
  const settings = names.length > 0 ? `, or with ${listOf(names)} inside` : '';
  return { ...complaint, message: `an empty value is not a group of keys; write ${excerpt(key)}: {}${settings}` };
}
const ITEMS_RULE = valueRule(
  'spec/count',
  ({ data }) => `the list has ${plural(Object.keys(Object(data)).length, 'entry', 'entries')}`,
);
const LENGTH_RULE = valueRule(
  'spec/length',
  ({ data }) =>
    data === '' ? 'the text is empty' : `the text has ${plural([...String(data)].length, 'character', 'characters')}`,
  ({ minLength, maxLength }) => describeRange(minLength, maxLength, 'character', 'characters'),
);
const rangeRule = (words: string) =>
  valueRule('spec/range', ({ data, params }) => `${show(data)} is ${words} ${params.limit}`);

/** By ajv's keyword. */
export const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['type', typeRule],
  ['anyOf', TYPE_RULE],
  ['const', valueRule('spec/choice', ({ data, params }) => `${show(data)} is not ${show(params.allowedValue)}`)],
  ['enum', choiceRule],
  ['minimum', rangeRule('less than')],
  ['maximum', rangeRule('more than')],
  ['exclusiveMinimum', rangeRule('not more than')],
  ['exclusiveMaximum', rangeRule('not less than')],
  ['minItems', ITEMS_RULE],
  ['maxItems', ITEMS_RULE],
  ['minLength', LENGTH_RULE],
  ['maxLength', LENGTH_RULE],
  ['pattern', valueRule('spec/pattern', ({ data }) => `${show(data)} does not have the right form`)],
  ['minProperties', valueRule('spec/count', () => 'nothing is there', describeFirstKeys)],
  ['maxProperties', mostKeysRule],
  ['required', missingKeyRule],
  ['additionalProperties', unknownKeyRule],
  ['propertyNames', nameRule],
]);

function choiceRule({ data, params }: ErrorObject, keys: readonly string[]): Complaint {
  const allowed: readonly unknown[] = params.allowedValues;
  const help = didYouMean(String(data), allowed.map(String)) || '; write one of them';
  const message = `${show(data)} is none of ${allowed.map(show).join(', ')}${help}`;
  return { code: 'spec/choice', keys, at: 'value', message };
}

/** Keys that have a default are there already. */
function describeFirstKeys({ properties = {} }: SchemaNode): string {
  const names = Object.keys(properties).filter((name) => properties[name].default === undefined);
  return names.length > 0 ? `one of ${listOf(names)}` : 'at least one entry';
}

function mostKeysRule(error: ErrorObject, keys: readonly string[]): Complaint {
  const { params, data } = error;
  const schema = error.parentSchema as SchemaNode;
  const found = Object.keys(Object(data));
  const message =
    params.limit > 1
      ? `there are ${found.length} entries; ${advise(schema, keys, `at most ${params.limit}`)}`
      : `${excerpt(listOf(found.slice(0, 20)))} can't be there at once; write only one of them`;
  return { code: 'spec/count', keys, at: 'value', message };
}

function missingKeyRule({ params, parentSchema }: ErrorObject, keys: readonly string[]): Complaint {
  const key = String(params.missingProperty);
  const schema = (parentSchema as SchemaNode).properties?.[key] ?? {};
  const message = `the key "${key}" is missing; ${advise(schema, [...keys, key], expectationOf(schema))}`;
  return { code: 'spec/missing-key', keys, at: 'key', message };
}

function unknownKeyRule({ params, parentSchema }: ErrorObject, keys: readonly string[]): Complaint {
  const key = String(params.additionalProperty);
  const known = namesOf(parentSchema as SchemaNode);
  const help = didYouMean(key, known) || (known.length > 0 ? `; there are ${known.join(', ')}` : '; take it out');
  return { code: 'spec/unknown-key', keys: [...keys, key], at: 'key', message: `unknown key ${quote(key)}${help}` };
}

function nameRule({ params, schema }: ErrorObject, keys: readonly string[]): Complaint {
  const name = String(params.propertyName);
  const what = describePattern((schema as SchemaNode).pattern ?? '') ?? 'another';
  const message = `${quote(name)} is not a name; write ${what}`;
  return { code: 'spec/name', keys: [...keys, name], at: 'key', message };
}

/** A JSON pointer (RFC 6901). */
function keysOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
