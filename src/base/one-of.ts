// A section that holds exactly one of several keys, each with a definition of its own in a list.
import type { JSONSchema } from 'json-schema-to-ts';
import { attempt, joinPath, type Outcome, orBug, reject } from './problem.ts';
import type { ProblemCode } from './problem-codes.ts';

type Fragment = Exclude<JSONSchema, boolean>;

/** What one key of the section is; its name is the one that it has in the list. */
export interface Alternative {
  readonly schema: object;
  /** Keys beside it that only it reads; all have defaults, so that they don't show which one was chosen. */
  readonly siblings?: Readonly<Record<string, Fragment>>;
}

export type Alternatives = Readonly<Record<string, Alternative>>;

/** One whose value names files. */
export interface FileAlternative extends Alternative {
  readonly schema: Fragment;
  /** Of each file; undefined where nothing but the memory bounds them. */
  readonly mostBytes?: number;
  /** The path, where the key's value is one; else the paths by the keys inside that name them, or with bounds of their
   * own. */
  files(value: unknown): string | Readonly<Record<string, string | undefined>> | readonly NamedFile[];
  /** What a schema can't say of its value; paths are those inside it. */
  check?(value: unknown): Outcome<void>;
}

/** A section as it is written: `{ adam: { learningRate: 0.001 } }`. */
export type Section<Value = unknown> = Readonly<Record<string, Value | undefined>>;

/** Which one a section holds. */
export interface Selection<Entry, Value> {
  readonly name: string;
  readonly entry: Entry;
  readonly value: Value;
}

type Intersection<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;
type Flat<T> = { readonly [Key in keyof T]: T[Key] };
type SiblingsOf<One> = One extends { readonly siblings: infer Siblings } ? Siblings : never;

/** All keys of such a section, for the `properties` of its schema. */
export type PropertiesOf<List extends Alternatives> = Flat<
  { readonly [Name in keyof List]: List[Name]['schema'] } & Intersection<SiblingsOf<List[keyof List]>>
>;

// Optional keys and not a oneOf, as ajv fills defaults in only outside of one; chooseOne checks that one is there.
export function propertiesOf<const List extends Alternatives>(list: List): PropertiesOf<List> {
  const groups = Object.entries(list).map(([name, { schema, siblings }]) => ({ [name]: schema, ...siblings }));
  return Object.assign({}, ...groups);
}

/** The one of the list that is in the section; `what` names the section in the message. */
export function chooseOne<Entry, Value>(
  list: Readonly<Record<string, Entry>>,
  section: Section<Value>,
  { what, code }: { what: string; code: ProblemCode },
): Outcome<Selection<Entry, Value>> {
  return attempt(() => {
    const found = Object.entries(list).flatMap(([name, entry]) => {
      const value = section[name];
      return value === undefined ? [] : [{ name, entry, value }];
    });
    if (found.length !== 1) {
      const wrong =
        found.length === 0 ? 'none of them is there' : `not ${listOf(found.map(({ name }) => name))} at once`;
      reject(code, `${what} is one of ${listOf(Object.keys(list))}; ${wrong}`);
    }
    return found[0];
  });
}

/** As `chooseOne`, of a section that a schema has checked: what is not one of the list is a bug. */
export function chosenOf<Entry, Value>(
  list: Readonly<Record<string, Entry>>,
  section: Section<Value>,
): Selection<Entry, Value> {
  return orBug(chooseOne(list, section, { what: 'the section', code: 'spec/one-of' }));
}

/** The only key of a checked section, and its value. */
export function onlyKeyOf<Value>(section: Section<Value>): { readonly name: string; readonly value: Value } {
  return chosenOf(section, section);
}

export interface NamedFile {
  readonly path: string;
  /** Inside the section. */
  readonly key: string;
  readonly mostBytes?: number;
}

/** The files that a section names, each with its key. */
export function filesOf(list: Readonly<Record<string, FileAlternative>>, section: Section): NamedFile[] {
  return Object.entries(list).flatMap(([name, alternative]) => {
    if (section[name] === undefined) return [];
    const files = alternative.files(section[name]);
    const most = alternative.mostBytes === undefined ? {} : { mostBytes: alternative.mostBytes };
    if (typeof files === 'string') return [{ path: files, key: name, ...most }];
    if (isList(files)) return files.map((file) => ({ ...file, key: joinPath(name, file.key) }));
    return Object.entries(files).flatMap(([key, path]) =>
      path === undefined ? [] : [{ path, key: `${name}.${key}`, ...most }],
    );
  });
}

function isList<T>(value: string | object | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

/** `a, b and 3 more` */
export function listFirst(names: readonly string[], most: number): string {
  const more = names.length > most ? ` and ${names.length - most} more` : '';
  return `${names.slice(0, most).join(', ')}${more}`;
}

/** `npz, npy, idx and csv` */
export function listOf(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
