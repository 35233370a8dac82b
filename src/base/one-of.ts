// A section of kd.yaml that holds exactly one of several keys, each with a definition of its own in a list.
import type { JSONSchema } from 'json-schema-to-ts';
import { attempt, type Outcome, reject } from './problem.ts';
import type { ProblemCode } from './problem-codes.ts';

/** A path of kd.yaml. */
export const PATH = { type: 'string', minLength: 1, maxLength: 4096 } as const;

type Fragment = Exclude<JSONSchema, boolean>;

/** What one key of the section is; its name is the one that it has in the list. */
export interface Choice {
  readonly schema: Fragment;
  /** Keys beside it that only it reads; all have defaults, so that they don't show which choice was made. */
  readonly siblings?: Readonly<Record<string, Fragment>>;
  /** The path, where the key's value is one; else the paths by the keys inside that name them. */
  files(value: unknown): string | Readonly<Record<string, string | undefined>>;
}

export type Choices = Readonly<Record<string, Choice>>;

type Section = Readonly<Record<string, unknown>>;
type Intersection<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void
  ? All
  : never;
type Flat<T> = { readonly [Key in keyof T]: T[Key] };
type SiblingsOf<One> = One extends { readonly siblings: infer Siblings } ? Siblings : never;

/** All keys of such a section, for the `properties` of its schema. */
export type PropertiesOf<List extends Choices> = Flat<
  { readonly [Name in keyof List]: List[Name]['schema'] } & Intersection<SiblingsOf<List[keyof List]>>
>;

// Optional keys and not a oneOf, as ajv fills defaults in only outside of one; chooseOne checks that one is there.
export function propertiesOf<const List extends Choices>(choices: List): PropertiesOf<List> {
  const groups = Object.entries(choices).map(([name, { schema, siblings }]) => ({ [name]: schema, ...siblings }));
  return Object.assign({}, ...groups);
}

/** The one choice that is in the section; `what` names the section in the message. */
export function chooseOne<One extends Choice>(
  choices: Readonly<Record<string, One>>,
  section: Section,
  { what, code }: { what: string; code: ProblemCode },
): Outcome<{ readonly name: string; readonly choice: One; readonly value: unknown }> {
  return attempt(() => {
    const found = Object.entries(choices).filter(([name]) => section[name] !== undefined);
    if (found.length !== 1) {
      const wrong = found.length === 0 ? 'none of them is there' : `not ${listOf(found.map(([name]) => name))} at once`;
      reject(code, `${what} is one of ${listOf(Object.keys(choices))}; ${wrong}`);
    }
    const [[name, choice]] = found;
    return { name, choice, value: section[name] };
  });
}

export interface NamedFile {
  readonly path: string;
  /** Inside the section. */
  readonly key: string;
}

/** The files that the choices of a section name, each with its key. */
export function filesOf(choices: Choices, section: Section): NamedFile[] {
  return Object.entries(choices).flatMap(([name, choice]) => {
    if (section[name] === undefined) return [];
    const files = choice.files(section[name]);
    if (typeof files === 'string') return [{ path: files, key: name }];
    return Object.entries(files).flatMap(([key, path]) =>
      path === undefined ? [] : [{ path, key: `${name}.${key}` }],
    );
  });
}

/** `npz, npy, idx and csv` */
export function listOf(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
