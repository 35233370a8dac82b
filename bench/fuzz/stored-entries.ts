// Stored results, teachers and commit records, mutated: never a crash, and no hit that says anything but the truth.
import { isDeepStrictEqual } from 'node:util';
import { type Random, random } from '../../src/base/random.ts';
import type { Figures } from '../../src/report/measurements.ts';
import { ARTIFACT_NAMES } from '../../src/store/artifact-names.ts';
import { keepCommit, recallCommit } from '../../src/store/commits.ts';
import { keep, recall } from '../../src/store/entries.ts';
import { keyOf } from '../../src/store/keys.ts';
import { keepTeacher, recallTeacher } from '../../src/store/teachers.ts';
import { redigested } from '../../tests/store/forge.ts';
import { type MemoryStore, memoryStore, now } from '../../tests/store/memory-folder.ts';
import { askedOf, FILES, KEY, resultOf } from '../../tests/store/results.ts';

export interface StoredEntriesCounts {
  readonly tried: number;
  readonly misses: number;
  /** With what the honest run stored. */
  readonly hits: number;
  /** Self-consistent, and with a digest that was made to fit: who writes the store can do that. */
  readonly forged: number;
  readonly falsePasses: number;
  readonly crashes: number;
}

/** What was stored, and how it is found again. */
interface Subject {
  /** Of the JSON; what else is stored are blobs. */
  readonly path: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly honest: unknown;
  find(store: MemoryStore): Promise<unknown>;
  /** Whether a hit holds together, counted here independently of the store. */
  isSound(found: unknown): boolean;
}

export async function fuzzStoredEntries(count: number, seed: number): Promise<StoredEntriesCounts> {
  const subjects = [await resultSubject(), await teacherSubject(), await commitSubject()];
  const source = random(seed, 'stored entries');
  const counts = { tried: 0, misses: 0, hits: 0, forged: 0, falsePasses: 0, crashes: 0 };
  for (; counts.tried < count; counts.tried++) {
    const subject = subjects[source.below(subjects.length)];
    const { store, isRedigested } = await mutated(subject, source);
    counts[await outcomeOf(subject, store, isRedigested)]++;
  }
  return counts;
}

type Counted = Exclude<keyof StoredEntriesCounts, 'tried'>;

async function outcomeOf(subject: Subject, store: MemoryStore, isRedigested: boolean): Promise<Counted> {
  try {
    const found = await subject.find(store);
    if (found === undefined) return 'misses';
    if (isDeepStrictEqual(found, subject.honest)) return 'hits';
    return isRedigested && subject.isSound(found) ? 'forged' : 'falsePasses';
  } catch {
    return 'crashes';
  }
}

async function resultSubject(): Promise<Subject> {
  const result = resultOf();
  const find = (store: MemoryStore) => recall(store, KEY, askedOf(result), now(FILES));
  const isSound = (found: unknown) => {
    const { figures, artifacts } = found as NonNullable<Awaited<ReturnType<typeof find>>>;
    const names = artifacts.map(({ name }) => name);
    const model = artifacts.find(({ name }) => name === 'model.tflite');
    const areNamed = names.every((name) => ARTIFACT_NAMES.includes(name)) && new Set(names).size === names.length;
    return areNamed && model?.content.length === figures.model.sizeBytes && areSoundFigures(figures);
  };
  return subjectOf((store) => keep(store.folder, KEY, FILES, result), find, isSound);
}

async function teacherSubject(): Promise<Subject> {
  const asked = { kind: 'layers', classes: 2, trainCount: 3, testCount: 4 };
  const logits = Float32Array.of(1, 2, 3, 4, 5, 6);
  const teaching = { kind: 'layers', engine: 'here', accuracy: { correct: 3, total: 4 }, digests: {}, logits };
  const find = (store: MemoryStore) => recallTeacher(store, KEY, asked, now(FILES));
  const isSound = (found: unknown) => {
    const { kind, accuracy, logits: answers } = found as NonNullable<Awaited<ReturnType<typeof find>>>;
    const isShare = !accuracy || (accuracy.correct <= accuracy.total && accuracy.total === asked.testCount);
    return kind === asked.kind && isShare && answers.length === logits.length && answers.every(Number.isFinite);
  };
  return subjectOf((store) => keepTeacher(store.folder, KEY, FILES, asked, teaching), find, isSound);
}

async function commitSubject(): Promise<Subject> {
  const results = new Map([['digits', resultOf().figures]]);
  const find = (store: MemoryStore) => recallCommit(store, KEY, now(FILES));
  const isSound = (found: unknown) => {
    const record = found as NonNullable<Awaited<ReturnType<typeof find>>>;
    return [...record.results].every(([name, figures]) => name === figures.name && areSoundFigures(figures));
  };
  return subjectOf(
    (store) => keepCommit(store.folder, KEY, { untracked: FILES, results, isWhole: true }),
    find,
    isSound,
  );
}

async function subjectOf(
  store: (store: MemoryStore) => Promise<void>,
  find: Subject['find'],
  isSound: Subject['isSound'],
): Promise<Subject> {
  const honest = memoryStore();
  await store(honest);
  const { files } = honest.folder;
  const [path = ''] = [...files.keys()].filter((name) => name.endsWith('.json'));
  return { path, files: new Map(files), honest: await find(honest), find, isSound };
}

/** What no renderer or budget would stumble over. */
function areSoundFigures({ accuracy, model, boards, perClass = [] }: Figures): boolean {
  const counts = [model.sizeBytes, model.gzipBytes, model.macs, accuracy?.correct ?? 0, accuracy?.total ?? 0];
  const fit = boards.every(
    ({ profile, fits, ramBytes, refused }) =>
      refused !== undefined ||
      (Object.hasOwn(model.profiles, profile) && (!fits || arenaOf(model, profile) <= ramBytes)),
  );
  const right = perClass.reduce((sum, { correct }) => sum + correct, 0);
  const isShare =
    !accuracy || (accuracy.correct <= accuracy.total && (perClass.length === 0 || right === accuracy.correct));
  return counts.every((value) => Number.isSafeInteger(value) && value >= 0) && fit && isShare;
}

function arenaOf({ profiles }: Figures['model'], profile: string): number {
  return profiles[profile].arenaMinBytes;
}

/** A store in which one thing differs from the honest one. */
async function mutated(subject: Subject, source: Random): Promise<{ store: MemoryStore; isRedigested: boolean }> {
  const store = memoryStore();
  for (const [path, content] of subject.files) await store.folder.write(path, content);
  const way = source.below(10);
  const paths = [...subject.files.keys()];
  const path = way < 2 ? paths[source.below(paths.length)] : subject.path;
  const content = subject.files.get(path) ?? new Uint8Array();
  if (way < 2) await store.folder.write(path, damaged(content, source));
  else if (way === 2) await move(store, subject.path, source);
  else {
    let entry: unknown = JSON.parse(new TextDecoder().decode(content));
    for (let edits = 1 + source.below(3); edits > 0; edits--) entry = editedSomewhere(entry, source);
    const isRedigested = way >= 5;
    await store.folder.write(path, JSON.stringify(isRedigested ? redigested(entry) : entry) ?? '');
    return { store, isRedigested };
  }
  return { store, isRedigested: false };
}

function damaged(content: Uint8Array, source: Random): Uint8Array {
  if (source.below(4) === 0) return content.slice(0, source.below(content.length));
  const bytes = content.slice();
  for (let flips = 1 + source.below(4); flips > 0; flips--) bytes[source.below(bytes.length)] ^= 1 + source.below(255);
  return bytes;
}

/** Under the name of other files, or with a name that is none. */
async function move({ folder }: MemoryStore, path: string, source: Random): Promise<void> {
  const content = folder.files.get(path) ?? '';
  const name = source.below(2) === 0 ? keyOf(source.uint32()) : '../../../PWNED';
  await folder.remove(path);
  await folder.write(path.replace(/[^/]*\.json$/, `${name}.json`), content);
}

const ODD: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1, 0.5, 1e300, -1e300, 2 ** 53, 500, 1195, '', 'x', '../../../PWNED', '__proto__'],
  ...['constructor', 'toString', '0'.repeat(64), 'ff'.repeat(125), 'model.tflite', [], {}, [[]], [null]],
  ...[JSON.parse('{"__proto__":{"sizeBytes":1}}'), JSON.parse('{"constructor":{"prototype":{}}}'), { length: 1e9 }],
  ...[{ correct: 5000, total: 1000 }, { correct: 1000, total: 1000 }, 'x'.repeat(5000), '\ud800', '::error::x\n'],
];

/** A value anywhere in the JSON replaced, taken away, doubled, or given a neighbour. */
function editedSomewhere(value: unknown, source: Random): unknown {
  const isLeaf = typeof value !== 'object' || value === null;
  if (isLeaf || source.below(12) === 0) return oddOf(value, source);
  const entries = Object.entries(value);
  const at = source.below(Math.max(1, entries.length));
  const way = source.below(16);
  const key = entries[at]?.[0];
  if (way === 0) entries.splice(at, 1);
  else if (way === 1) entries.push([['__proto__', 'x', key ?? 'y'][source.below(3)], ODD[source.below(ODD.length)]]);
  else if (key !== undefined) entries[at] = [key, editedSomewhere(entries[at][1], source)];
  return Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
}

function oddOf(value: unknown, source: Random): unknown {
  if (typeof value === 'number' && source.below(2) === 0) return value + [1, -1, 0.5, 1e9][source.below(4)];
  return ODD[source.below(ODD.length)];
}
