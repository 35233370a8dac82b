// What the paths of a folder's files say of them: `{label}_{speaker}_{index}.wav`, or the folder that each lies in.
// Not regular expressions: kd.yaml is a stranger's, and some of those take for ever.
import { attempt, type Outcome, reject } from '../base/problem.ts';
import { quote, quoteNames } from '../base/quote.ts';

/** A field takes as few characters as it can, at least one and no `/`, up to the text that follows it. */
export interface NamePattern {
  readonly fields: readonly string[];
  /** Values of the fields in a path; undefined where it is written in another way. */
  match(path: string): ReadonlyMap<string, string> | undefined;
}

/** Passed over, so that it may stand several times. */
const ANYTHING = '*';
const FIELD = /\{([^{}]*)\}/;
const MOST_FIELDS = 16;

/** Of the whole path below the folder where it holds a `/`, else of the file's name alone. Problems: `data/pattern`. */
export function namePattern(pattern: string): Outcome<NamePattern> {
  return attempt(() => {
    // Texts and fields in turn, a text first and last.
    const parts = pattern.split(FIELD);
    const names = parts.filter((_, i) => i % 2 === 1);
    const texts = parts.filter((_, i) => i % 2 === 0);
    if (names.length > MOST_FIELDS) reject('data/pattern', `the pattern has more than ${MOST_FIELDS} fields`);
    if (names.length === 0)
      reject('data/pattern', `${quote(pattern)} has no field; write for example "{label}_{index}.wav"`);
    if (texts.some((text) => /[{}]/.test(text)))
      reject('data/pattern', `${quote(pattern)} has a bracket without its other`);
    const fields = names.filter((name) => name !== ANYTHING);
    for (const [i, name] of names.entries()) {
      if (!/^([A-Za-z][A-Za-z0-9_]{0,63}|\*)$/.test(name))
        reject('data/pattern', `${quote(`{${name}}`)} is no field; write {a} or {*}`);
      if (name !== ANYTHING && names.indexOf(name) !== i)
        reject('data/pattern', `the pattern names ${quote(name)} twice`);
      if (i > 0 && texts[i] === '') reject('data/pattern', `{${names[i - 1]}} and {${name}} need a text between them`);
    }
    const isWhole = pattern.includes('/');
    return { fields, match: (path) => matched(isWhole ? path : (path.split('/').at(-1) ?? ''), texts, names) };
  });
}

function matched(
  path: string,
  texts: readonly string[],
  names: readonly string[],
): ReadonlyMap<string, string> | undefined {
  const end = texts[names.length];
  if (!path.startsWith(texts[0]) || !path.endsWith(end)) return undefined;
  const values = new Map<string, string>();
  let at = texts[0].length;
  for (const [i, name] of names.entries()) {
    const isLast = i === names.length - 1;
    const to = isLast ? path.length - end.length : path.indexOf(texts[i + 1], at + 1);
    const value = path.slice(at, Math.max(at, to));
    if (to <= at || value.includes('/')) return undefined;
    if (name !== ANYTHING) values.set(name, value);
    at = to + texts[i + 1].length;
  }
  return values;
}

/** What the name of a file says. */
export interface FileFacts {
  readonly label: string;
  /** Whose it is: the value of the pattern's field, else the path itself. */
  readonly origin: string;
}

/** The keys of kd.yaml beside a folder. */
export interface NameParams {
  readonly pattern?: string;
  readonly group?: string;
}

export const NAME_PROPERTIES = {
  pattern: {
    type: 'string',
    minLength: 1,
    maxLength: 1024,
    description:
      'How the files are named: {label} is the class, other fields are yours, {*} is anything; for example ' +
      '"{label}_{speaker}_{*}.wav". With a / the path below the folder. Without a pattern the class is the first ' +
      'folder that a file lies in.',
  },
  group: {
    type: 'string',
    minLength: 1,
    maxLength: 64,
    description:
      "The pattern's field that says what belongs together, such as speaker; by default each file by itself.",
  },
} as const;

/** The facts of a path below the folder. Inside an `attempt`. Problems: `data/pattern`. */
export function factsReader({ pattern, group }: NameParams, isLabelled: boolean): (path: string) => FileFacts {
  if (pattern === undefined) {
    if (group !== undefined)
      reject('data/pattern', `there is no pattern for the field ${quote(group)}; write one`, { path: 'group' });
    return (path) => ({ label: isLabelled ? folderOf(path) : '', origin: path });
  }
  const outcome = namePattern(pattern);
  if (!outcome.ok) return reject('data/pattern', outcome.problems[0].message, { path: 'pattern' });
  const { fields, match } = outcome.value;
  for (const [field, path] of [
    [isLabelled ? 'label' : undefined, 'pattern'],
    [group, 'group'],
  ] as const) {
    if (field === undefined || fields.includes(field)) continue;
    reject('data/pattern', `the pattern has no field {${field}}; it has ${quoteNames(fields)}`, { path });
  }
  return (path) => {
    const values = match(path);
    if (!values) {
      const message = `${quote(path)} is not named as ${quote(pattern)}; move the file away, or change the pattern`;
      return reject('data/pattern', message, { path: 'pattern' });
    }
    return { label: values.get('label') ?? '', origin: (group && values.get(group)) ?? path };
  };
}

function folderOf(path: string): string {
  const [folder, ...rest] = path.split('/');
  if (rest.length > 0) return folder;
  const ending = /\.[A-Za-z0-9]+$/.exec(path)?.[0] ?? '';
  const pattern = `pattern: "{label}_{*}${ending}"`;
  return reject('data/pattern', `${quote(path)} lies in no folder of a class; move it, or write ${pattern}`);
}
