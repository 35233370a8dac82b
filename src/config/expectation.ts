// What a piece of JSON Schema lets one write, in words.
import { SHA256_PATTERN } from '../base/digest.ts';
import { listOf } from '../base/one-of.ts';
import { quote } from '../base/quote.ts';
import { TIMED_MODEL } from '../board/params.ts';
import { SHARE_PATTERN } from '../data/split.ts';
import { LAYER_NAME } from '../nn/params.ts';
import { MODEL_NAME } from './schema.ts';

/** The keywords of JSON Schema that the sections of kd.yaml use. */
export interface SchemaNode {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly default?: unknown;
  /** A key that is still read; messages don't name it. */
  readonly deprecated?: boolean;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly SchemaNode[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly minProperties?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['object', 'a group of keys'],
  ['array', 'a list'],
  ['string', 'text'],
  ['integer', 'a whole number'],
  ['number', 'a number'],
  ['boolean', 'true or false'],
]);

/** Every pattern of the schemas. */
const PATTERNS: ReadonlyMap<string, string> = new Map([
  [MODEL_NAME, 'a letter, then letters, digits, _ and -, at most 64 characters'],
  [LAYER_NAME, 'a letter, then letters, digits, _ and -'],
  [SHARE_PATTERN, 'a share such as 20%'],
  [TIMED_MODEL, 'the path of a .tflite file from the folder of the board file, or builtin:NAME'],
  [SHA256_PATTERN, '64 digits of 0 to 9 and a to f'],
]);

/** Undefined for a pattern without words, which a test forbids. */
export function describePattern(pattern: string): string | undefined {
  return PATTERNS.get(pattern);
}

/** `text or a number`, without bounds. */
export function describeTypes({ type, anyOf }: SchemaNode): string {
  const names = anyOf ? anyOf.map(describeTypes) : [type ?? []].flat().map((name) => TYPES.get(name) ?? name);
  return names.join(' or ');
}

/** `a whole number from 2 to 4096` */
export function expectationOf(schema: SchemaNode): string {
  if ('const' in schema) return show(schema.const);
  if (schema.enum) return `one of ${schema.enum.map(show).join(', ')}`;
  if (schema.anyOf) return schema.anyOf.map(expectationOf).join(' or ');
  const [type] = [schema.type ?? []].flat();
  if (mayBeEmpty(schema) && namesOf(schema).length === 0) return '{}';
  const words = schema.pattern === undefined ? undefined : describePattern(schema.pattern);
  return words ?? `${describeTypes(schema)}${DETAILS.get(type)?.(schema) ?? ''}`;
}

/** By type: what follows its name. */
const DETAILS: ReadonlyMap<string, (schema: SchemaNode) => string> = new Map([
  ['integer', boundsOf],
  ['number', boundsOf],
  ['array', ({ minItems: least, maxItems: most }) => ofRange(least, most, 'entry', 'entries')],
  ['object', (schema) => (schema.properties ? ` (${listOf(namesOf(schema))})` : '')],
]);

/** The keys that one may write. */
export function namesOf({ properties = {} }: SchemaNode): string[] {
  return Object.keys(properties).filter((name) => !properties[name].deprecated);
}

/** Whether `{}` says all there is to say: it has no keys, or all of them have defaults. */
export function mayBeEmpty({ properties, minProperties = 0 }: SchemaNode): boolean {
  if (properties === undefined || minProperties > 0) return false;
  return Object.values(properties).every((property) => property.default !== undefined);
}

function boundsOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: SchemaNode): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  const low =
    exclusiveMinimum === undefined ? minimum !== undefined && `at least ${minimum}` : `more than ${exclusiveMinimum}`;
  const high =
    exclusiveMaximum === undefined ? maximum !== undefined && `at most ${maximum}` : `less than ${exclusiveMaximum}`;
  const bounds = [low, high].filter((bound) => bound !== false);
  return bounds.length > 0 ? ` that is ${bounds.join(' and ')}` : '';
}

function ofRange(least: number | undefined, most: number | undefined, one: string, many: string): string {
  const range = describeRange(least, most, one, many);
  return range && ` of ${range}`;
}

/** `1 to 256 characters`, `at most 64 entries`, or nothing where there are no bounds. */
export function describeRange(least = 0, most = Number.POSITIVE_INFINITY, one: string, many: string): string {
  if (least === most) return plural(most, one, many);
  if (most === Number.POSITIVE_INFINITY) return least === 0 ? '' : `at least ${plural(least, one, many)}`;
  return least === 0 ? `at most ${plural(most, one, many)}` : `${least} to ${plural(most, one, many)}`;
}

export function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The first sentence of a description, so that it can stand inside of another. */
export function aboutOf(description: string): string {
  const [first] = description.split(/(?<!\bet al)\.(?: (?=[A-Z0-9"'`])|$)/);
  return /^[A-Z][a-z ]/.test(first) ? first.charAt(0).toLowerCase() + first.slice(1) : first;
}

/** A value of kd.yaml, short. */
export function show(value: unknown): string {
  if (value === null || value === undefined) return 'an empty value';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a group of keys';
  return typeof value === 'string' ? quote(value) : String(value);
}
