// What may stand at a place of the command line: commands, options, and the values that they take.
import type { Argument, Command, Option } from '../command.ts';
import { SPEC_FILE } from '../defaults.ts';

export interface Candidate {
  readonly value: string;
  readonly description?: string;
}

export interface Candidates {
  readonly values: readonly Candidate[];
  /** What the shell itself lists besides. */
  readonly paths?: 'files' | 'folders';
}

/** Names that are looked up when they are asked for. */
export interface Names {
  boards(): Promise<readonly string[]>;
  profiles(): Promise<readonly string[]>;
  /** Of a kd.yaml, as far as it can be read. */
  models(spec: string): Promise<readonly string[]>;
  /** Branches and tags. */
  refs(): Promise<readonly string[]>;
}

type Commands = readonly Command[];

const NOTHING: Candidates = { values: [] };
const OF_ALL: readonly Candidate[] = [
  { value: '--help', description: 'display help for command' },
  { value: '--version', description: 'output the version number' },
];

/** `words`: behind the name of the program; the last is the one that is being written, maybe empty. */
export async function candidatesFor(words: readonly string[], commands: Commands, names: Names): Promise<Candidates> {
  const [word, before] = [words.at(-1) ?? '', words.slice(0, -1)];
  if (before.length === 0) return startingWith(word, { values: word.startsWith('-') ? OF_ALL : namesOf(commands) });
  const command = commands.find(({ name }) => name === before[0]);
  if (!command) return NOTHING;
  const written = readWords(before.slice(1), command.options ?? []);
  const [flag, ofFlag] = splitFlag(word);
  const valued = ofFlag === undefined ? written.pending : optionNamed(flag, command.options ?? []);
  if (valued) {
    const found = startingWith(ofFlag ?? word, await valuesOf(valued, written, names));
    const asWord = ({ value, ...rest }: Candidate) => ({ value: `${flag}=${value}`, ...rest });
    return ofFlag === undefined ? found : { ...found, values: found.values.map(asWord) };
  }
  if (word.startsWith('-')) return startingWith(word, { values: flagsOf(command) });
  const argument = argumentAt(command.arguments ?? [], written.operands.length);
  return argument ? startingWith(word, await valuesOf(argument, written, names)) : NOTHING;
}

/** Bash takes `--rules=head` for three words. */
export function joinEquals(words: readonly string[]): readonly string[] {
  const joined: string[] = [];
  let isOpen = false;
  for (const word of words) {
    const last = joined.at(-1) ?? '';
    if (isOpen || (word === '=' && /^--[^=]+$/.test(last))) joined[joined.length - 1] = last + word;
    else joined.push(word);
    isOpen = !isOpen && word === '=';
  }
  return joined;
}

function namesOf(commands: Commands): readonly Candidate[] {
  return commands.filter(({ isHidden }) => !isHidden).map(({ name: value, description }) => ({ value, description }));
}

interface Written {
  readonly operands: readonly string[];
  readonly values: ReadonlyMap<string, string>;
  /** The option whose value comes next. */
  readonly pending?: Option;
}

function readWords(words: readonly string[], options: readonly Option[]): Written {
  const operands: string[] = [];
  const values = new Map<string, string>();
  let pending: Option | undefined;
  for (const word of words) {
    if (pending) {
      values.set(nameOf(pending), word);
      pending = undefined;
      continue;
    }
    const [flag, value] = splitFlag(word);
    if (!word.startsWith('-')) operands.push(word);
    else if (value !== undefined) values.set(flag, value);
    else pending = optionNamed(flag, options);
  }
  return { operands, values, pending };
}

/** `--out=a` is `--out` and `a`. */
function splitFlag(word: string): readonly [string, string?] {
  const at = word.startsWith('--') ? word.indexOf('=') : -1;
  return at < 0 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}

const nameOf = ({ flags }: Option) => flags.split(' ')[0];

/** One that takes a value. */
function optionNamed(flag: string, options: readonly Option[]): Option | undefined {
  return options.find((option) => nameOf(option) === flag && option.flags.includes(' '));
}

function flagsOf({ options = [] }: Command): readonly Candidate[] {
  const own = options.map((option) => ({ value: nameOf(option), description: option.description }));
  return [...own, OF_ALL[0]];
}

function argumentAt(all: readonly Argument[], index: number): Argument | undefined {
  const last = all.at(-1);
  return all[index] ?? (last?.usage.includes('...') ? last : undefined);
}

/** Of these placeholders nobody can guess a value; of any that isn't known, the shell lists files. */
const FREE = ['count', 'number', 'word', 'milliseconds', 'percent'];

function valuesOf(asked: Option | Argument, written: Written, names: Names): Promise<Candidates> | Candidates {
  if (asked.choices) return { values: asked.choices.map((value) => ({ value })) };
  const [, placeholder = ''] = /[<[](.+?)[>\]]/.exec('flags' in asked ? asked.flags : asked.usage) ?? [];
  const named = async (found: Promise<readonly string[]>, paths?: Candidates['paths']) => ({
    values: (await found).map((value) => ({ value })),
    paths,
  });
  if ('flags' in asked && nameOf(asked) === '--board') return named(names.boards(), 'files');
  if (placeholder === 'core/library') return named(names.profiles());
  if (placeholder === 'ref') return named(names.refs());
  if (placeholder === 'name')
    return named(names.models(written.values.get('--spec') ?? written.operands[0] ?? SPEC_FILE));
  if (placeholder === 'folder') return { values: [], paths: 'folders' };
  return FREE.includes(placeholder) ? NOTHING : { values: [], paths: 'files' };
}

function startingWith(word: string, { values, paths }: Candidates): Candidates {
  return { values: values.filter(({ value }) => value.startsWith(word)), ...(paths && { paths }) };
}
