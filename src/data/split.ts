// One set to what is learned from and what is tested on: nothing that belongs together stands on both sides.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { FromSchema } from 'json-schema-to-ts';
import { sha256Hex } from '../base/digest.ts';
import { listFirst } from '../base/one-of.ts';
import { attempt, type Outcome, reject } from '../base/problem.ts';
import { quote } from '../base/quote.ts';
import { eachSample, type StoredSet, select } from './dataset.ts';

/** As a text of JSON Schema. */
export const SHARE_PATTERN = '^[0-9]{1,2}([.][0-9]{1,4})? ?%$';

export const SPLIT_SCHEMA = {
  type: 'object',
  description: 'What of `all` is tested on; the student learns from the rest. The same files are always split alike.',
  additionalProperties: false,
  required: ['test'],
  properties: {
    by: {
      enum: ['group', 'folder', 'sample'],
      default: 'group',
      description:
        'What stays together on one side. group: what the reader cut from one file, or what has the same value of ' +
        'its `group`, such as a speaker; folder: the files of a folder; sample: each by itself, equal ones together.',
    },
    test: {
      anyOf: [
        { type: 'string', pattern: SHARE_PATTERN },
        {
          type: 'array',
          minItems: 1,
          maxItems: 65536,
          items: { anyOf: [{ type: 'string', minLength: 1, maxLength: 4096 }, { type: 'integer' }] },
        },
      ],
      description:
        'A list of groups or folders, such as [theo, lucas]; or a share such as 20%, which is drawn by the SHA-256 ' +
        'of their names (of samples: of their values), so that new data change nothing for the old.',
    },
  },
} as const;

export type SplitParams = FromSchema<typeof SPLIT_SCHEMA>;

/** The samples of each, by their numbers. */
export interface Sides {
  readonly train: readonly number[];
  readonly test: readonly number[];
}

export type SplitSets = Readonly<Record<keyof Sides, StoredSet>>;

/**
 * `origins`: of each sample. Told before anything is made of the samples; undefined where their values decide.
 * Problem: `data/split`, with paths inside the section.
 */
export function sidesOfGroups(origins: readonly string[] | undefined, split: SplitParams): Outcome<Sides | undefined> {
  const { by } = split;
  return attempt(() => {
    if (by === 'sample') return undefined;
    if (!origins) {
      const advice = 'write by: sample, or name a column or an array as group';
      return reject('data/split', `these files do not say which samples belong together; ${advice}`, { path: 'by' });
    }
    const folderOf = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')));
    return sidesOf(by === 'group' ? origins : origins.map(folderOf), split);
  });
}

/** Each sample by itself, equal ones together. Problem: `data/split`, with paths inside the section. */
export function sidesOfSamples(whole: StoredSet, split: SplitParams): Outcome<Sides> {
  return attempt(() => sidesOf(contentsOf(whole), split));
}

/** `keys`: what each sample stays together with. */
function sidesOf(keys: readonly string[], { by, test }: SplitParams): Sides {
  const isTested = typeof test === 'string' ? shareTest(keys, test) : listTest(keys, test, by);
  const all = [...keys.keys()];
  const sides = { train: all.filter((i) => !isTested(keys[i])), test: all.filter((i) => isTested(keys[i])) };
  for (const [side, indices] of Object.entries(sides)) {
    if (indices.length === 0) refuseEmpty(side, keys, by);
  }
  return sides;
}

export function splitSet(whole: StoredSet, { train, test }: Sides): SplitSets {
  return { train: part(whole, 'train', train), test: part(whole, 'test', test) };
}

/** SHA-256 of the values of each. */
function contentsOf(whole: StoredSet): readonly string[] {
  const digests: string[] = [];
  eachSample(whole, ({ buffer, byteOffset, byteLength }) => {
    digests.push(bytesToHex(sha256(new Uint8Array(buffer, byteOffset, byteLength))));
  });
  return digests;
}

/** Drawn by the first 32 bits of a hash of the name. */
function shareTest(keys: readonly string[], share: string): (key: string) => boolean {
  const bound = (Number(share.replace('%', '')) / 100) * 2 ** 32;
  const text = new TextEncoder();
  const drawn = new Set<string>();
  for (const key of new Set(keys)) {
    if (Number.parseInt(sha256Hex(text.encode(key)).slice(0, 8), 16) < bound) drawn.add(key);
  }
  return (key) => drawn.has(key);
}

const MOST_NAMED = 5;

function listTest(
  keys: readonly string[],
  list: readonly (string | number)[],
  by: SplitParams['by'],
): (key: string) => boolean {
  const place = { path: 'test' };
  if (by === 'sample') reject('data/split', 'samples have no names; write a share, such as test: 20%', place);
  const wanted = new Set(list.map((item) => String(item).replace(/\/$/, '')));
  const lengths = new Set([...wanted].map(({ length }) => length));
  const there = new Set(keys);
  const [tested, found] = [new Set<string>(), new Set<string>()];
  for (const key of there) {
    for (const item of by === 'folder' ? foldersAround(key, lengths) : [key]) {
      if (!wanted.has(item)) continue;
      tested.add(key);
      found.add(item);
    }
  }
  const missing = [...wanted].find((item) => !found.has(item));
  if (missing !== undefined) {
    const known = listFirst([...there].sort().map(quote), MOST_NAMED);
    reject('data/split', `there is no ${by} ${quote(missing)}; there are ${known}`, place);
  }
  return (key) => tested.has(key);
}

/** A folder and those that it lies in, of these lengths: looked up, so that long lists are no work. */
function foldersAround(key: string, lengths: ReadonlySet<number>): readonly string[] {
  const around: string[] = [key];
  for (let at = key.indexOf('/'); at >= 0; at = key.indexOf('/', at + 1)) {
    if (lengths.has(at)) around.push(key.slice(0, at));
  }
  return around;
}

function refuseEmpty(side: string, keys: readonly string[], by: SplitParams['by']): never {
  const count = new Set(keys).size;
  const what = `${count} ${by}${count === 1 ? '' : 's'}`;
  const advice = by === 'sample' ? 'write another share' : 'write another share, or name them: test: [a, b]';
  return reject('data/split', `of ${what} none is left for ${side}; ${advice}`, { path: 'test' });
}

/** Its digest says which samples of which files these are. */
function part(whole: StoredSet, side: string, indices: readonly number[]): StoredSet {
  const rows = Uint32Array.from(indices);
  const digest = sha256Hex(
    new TextEncoder().encode(`${whole.digest} ${side} ${sha256Hex(new Uint8Array(rows.buffer))}`),
  );
  return { ...select(whole, rows), digest };
}
