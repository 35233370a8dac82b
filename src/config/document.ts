// YAML text to plain values with the place of every path. Tags, merge keys and aliases are mistakes.
import {
  type ErrorCode,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  type ParsedNode,
  parseDocument,
  visit,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import { attempt, type Outcome, type Place, type Problem, reject, rejectAll } from '../base/problem.ts';
import type { ProblemCode } from '../base/problem-codes.ts';
import { excerpt } from '../base/quote.ts';
import { firstProblems } from './first-problems.ts';

/** In UTF-16 units; a kd.yaml for 64 models is a tenth of it. */
const MOST_TEXT = 2 ** 20;
/** The same has 10,000. */
const MOST_LINES = 20_000;
const MOST_NODES = 100_000;
const MOST_DEPTH = 32;
const MOST_ALIASES = 100;
/** Of the parser's own, which quotes what it stumbles over behind a few words. */
const MOST_SENTENCE = 97;

export interface Document {
  readonly value: unknown;
  /** Line and column of a path as ajv writes it, split into keys; of what is nearest around it when it isn't there. */
  placeOf(keys: readonly string[], at: 'key' | 'value'): Place;
}

export function readDocument(text: string, file: string): Outcome<Document> {
  return attempt(() => {
    if (text.length > MOST_TEXT) {
      reject('yaml/too-large', `the file has ${text.length} characters; at most ${MOST_TEXT} are read`, { file });
    }
    const lines = text.split('\n', MOST_LINES + 1).length;
    if (lines > MOST_LINES) {
      reject('yaml/too-large', `the file has more than ${MOST_LINES} lines, which is more than is read`, { file });
    }
    // Before the parser, which calls itself for each and takes seconds to see that they are too many.
    if (NESTED.test(text)) rejectAll([{ ...TOO_DEEP, place: { file } }]);
    const counter = new LineCounter();
    const placeAt = (offset: number): Place => {
      const { line, col } = counter.linePos(offset);
      return { file, line, column: col };
    };
    const document = parseDocument(text, {
      lineCounter: counter,
      // Compares each key of a map with all others; checkBounds finds the same in one go.
      uniqueKeys: false,
      merge: false,
      strict: true,
      // What it would print itself quotes the file, past everything that makes text harmless.
      logLevel: 'error',
      prettyErrors: false,
      // What YAML 1.2's core schema resolves, and nothing that a tag adds.
      schema: 'core',
    });
    rejectAll(firstProblems(problemsOfParser([...document.errors, ...document.warnings], placeAt)));
    const { contents } = document;
    if (!contents) return reject('yaml/empty', 'the file is empty; `kd-gate init` writes a first one', { file });
    rejectAll(firstProblems(checkBounds(contents, placeAt)));
    const find = pairFinder();
    return {
      value: document.toJS({ maxAliasCount: MOST_ALIASES }),
      placeOf: (keys, at) => placeAt(offsetOf(contents, keys, at, find)),
    };
  });
}

type PlaceAt = (offset: number) => Place;

/** What the parser says, one problem a line. */
function problemsOfParser(errors: readonly YAMLError[], placeAt: PlaceAt): Problem[] {
  // The parser calls itself for every level and reports the end of its stack as an error of the text.
  const overflow = errors.find(({ message }) => /call stack/i.test(message));
  if (overflow) return [{ ...TOO_DEEP, place: placeAt(overflow.pos[0]) }];
  return firstOfEachLine(
    errors.map(({ code, message, pos }) => ({
      code: `yaml/${kebab(code)}`,
      message:
        OWN_WORDS.get(code) ?? [excerpt(sentence(message), MOST_SENTENCE), ADVICE.get(code) ?? []].flat().join('; '),
      place: placeAt(pos[0]),
    })),
  );
}

type Kebab<S extends string> = S extends `${infer Head}_${infer Rest}`
  ? `${Lowercase<Head>}-${Kebab<Rest>}`
  : Lowercase<S>;

/** `BAD_INDENT` to `bad-indent`; typed, so that a code that is new in the parser must be added to the list. */
function kebab(code: ErrorCode): Kebab<ErrorCode> {
  return code.toLowerCase().replaceAll('_', '-') as Kebab<ErrorCode>;
}

const TOO_DEEP: Problem = { code: 'yaml/too-deep', message: `the file is nested more than ${MOST_DEPTH} levels deep` };

const NESTED = /(?:[[{]\s*){64}/;

/** Where the parser speaks to programmers. */
const OWN_WORDS: ReadonlyMap<ErrorCode, string> = new Map([
  ['MULTIPLE_DOCS', 'the file holds several documents; take out the line with --- or ...'],
  ['TAG_RESOLVE_FAILED', 'tags (!) are not supported; take it out'],
]);

/** What to write instead, where the parser only says what is wrong. */
const ADVICE: ReadonlyMap<ErrorCode, string> = new Map([
  ['BAD_SCALAR_START', 'put the value in quotes'],
  ['TAB_AS_INDENT', 'indent with spaces'],
]);

/** What the parser says about the rest of a line that it has already refused helps nobody. */
function firstOfEachLine(problems: readonly Problem[]): Problem[] {
  const lines = new Set<number | undefined>();
  return problems.filter(({ place }) => {
    const isFirst = !lines.has(place?.line);
    lines.add(place?.line);
    return isFirst;
  });
}

function sentence(message: string): string {
  const [first] = message.split('\n');
  return first.charAt(0).toLowerCase() + first.slice(1);
}

function checkBounds(contents: ParsedNode, placeAt: PlaceAt): Problem[] {
  const problems: Problem[] = [];
  let nodes = 0;
  visit(contents, (key, node, path) => {
    nodes++;
    const offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
    const add = (code: ProblemCode, message: string) => problems.push({ code, message, place: placeAt(offset) });
    if (nodes > MOST_NODES) {
      add('yaml/too-large', `the file has more than ${MOST_NODES} values`);
      return visit.BREAK;
    }
    if (path.length > 2 * MOST_DEPTH) {
      add(TOO_DEEP.code, TOO_DEEP.message);
      return visit.BREAK;
    }
    if (isMap(node)) {
      for (const twice of keysThereTwice(node)) {
        const message = 'the key is there twice; take one of the two out';
        problems.push({ code: 'yaml/duplicate-key', message, place: placeAt(twice) });
      }
    }
    if (isAlias(node)) {
      // Written out, a file reads the same for everybody, and nothing can grow when it is unfolded.
      add('yaml/alias', `aliases (*${excerpt(node.source)}) are not supported; write the values out`);
    }
    if (key === 'key' && isCollection(node)) {
      add('yaml/non-string-key', 'a key is a word, not a list or a group of keys; put it in quotes');
    }
    if (key === 'key' && isScalar(node) && node.value === '<<') {
      add('yaml/merge', 'merge keys (<<) are not supported; write the values out');
    }
    if (isNode(node) && 'tag' in node && node.tag !== undefined && isTagWritten(node.tag)) {
      add('yaml/tag', `tags (${excerpt(node.tag)}) are not supported; take it out`);
    }
    return undefined;
  });
  return problems;
}

/** Offsets of keys that an earlier one is equal to, as text: `1` and `"1"` are one key of an object. */
function keysThereTwice({ items }: YAMLMap): number[] {
  const seen = new Set<string>();
  return items.flatMap(({ key }) => {
    if (!isScalar(key)) return [];
    const name = String(key.value);
    if (seen.has(name)) return [key.range?.[0] ?? 0];
    seen.add(name);
    return [];
  });
}

/** Not one that the core schema has put there itself. */
function isTagWritten(tag: string): boolean {
  return !tag.startsWith('tag:yaml.org,2002:');
}

type FindPair = (map: YAMLMap, key: string) => Pair | undefined;

/** Looks a key up without walking all of its map for each mistake in it. */
function pairFinder(): FindPair {
  const indices = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();
  return (map, key) => {
    let index = indices.get(map);
    if (!index) {
      index = new Map(map.items.flatMap((item) => (isScalar(item.key) ? [[String(item.key.value), item]] : [])));
      indices.set(map, index);
    }
    return index.get(key);
  };
}

function offsetOf(root: Node, keys: readonly string[], at: 'key' | 'value', find: FindPair): number {
  let node: Node = root;
  let offset = root.range?.[0] ?? 0;
  for (const [depth, key] of keys.entries()) {
    if (isMap(node)) {
      const found = find(node, key);
      if (!found) return offset;
      const keyNode = isNode(found.key) ? found.key : undefined;
      const value = isNode(found.value) ? found.value : undefined;
      const isLast = depth === keys.length - 1;
      offset = (isLast && at === 'key' ? keyNode?.range?.[0] : (value?.range?.[0] ?? keyNode?.range?.[0])) ?? offset;
      if (!value || !isCollection(value)) return offset;
      node = value;
    } else if (isSeq(node)) {
      const item = node.items[Number(key)];
      if (!isNode(item)) return offset;
      offset = item.range?.[0] ?? offset;
      if (!isCollection(item)) return offset;
      node = item;
    } else {
      return offset;
    }
  }
  return offset;
}
