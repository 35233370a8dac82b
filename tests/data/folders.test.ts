// A reader of a folder: its files in the listing's order, and a digest over all that lies in it.
import { expect, test } from 'vitest';
import { folderPath, readListing, writeListing } from '../../src/base/listing.ts';
import { describeProblem, done, failed } from '../../src/base/problem.ts';
import type { ReadFile } from '../../src/base/read-file.ts';
import { loadData } from '../../src/data/load.ts';
import type { Reader } from '../../src/data/reader.ts';
import { dataParams } from './data-params.ts';

/** A sample a file: its bytes; the label is the name of its folder. */
const bytes = {
  schema: { type: 'string', minLength: 1, description: 'A folder.' },
  files: (path: string) => folderPath(path),
  async read([listing], path: string, _, { readEach }) {
    const names = readListing(listing).filter((name) => name.endsWith('.bin'));
    const values = new Uint8Array(names.length * 2);
    await readEach(
      names.map((name) => folderPath(path) + name),
      (file, index) => values.set(file, index * 2),
      2,
    );
    const y = names.map((name) => name.split('/')[0]);
    return { x: { shape: [names.length, 2], dtype: 'uint8', values }, y };
  },
} as const satisfies Reader;

function folder(files: Readonly<Record<string, string>>): ReadFile {
  return async (path, most = 1000) => {
    if (path === 'data/') return done(writeListing(Object.keys(files)));
    const content = new TextEncoder().encode(files[path.slice('data/'.length)] ?? '');
    if (content.length > 0 && content.length <= most) return done(content);
    return failed({ code: content.length > 0 ? 'file/too-large' : 'file/missing', message: path });
  };
}

// (cd data && find * -type f | LC_ALL=C sort | xargs sha256sum) | sha256sum
const FILES = { 'b/x.bin': 'ab', 'a/1.bin': 'cd', 'a/10.bin': 'ef', README: 'read me' };
const DIGEST = 'de942577843b2cbbf52f4ff2a57bfeb69c3738b855254759693cb78130140d4b';

function load(read: ReadFile, set: object = {}) {
  return loadData(dataParams({ train: { bytes: 'data', ...set } }), read, { bytes });
}

test('the files of a folder are read in the order of its listing', async () => {
  const loaded = await load(folder(FILES));
  if (!loaded.ok) throw new Error(loaded.problems.map(describeProblem).join());
  const { train } = loaded.value;
  expect(train?.classes).toEqual(['a', 'b']);
  expect([...(train?.labels ?? [])]).toEqual([0, 0, 1]);
  expect(train?.values).toEqual(new TextEncoder().encode('cdefab'));
});

test('its digest is that of what sha256sum prints of all its files', async () => {
  const loaded = await load(folder(FILES), { sha256: DIGEST });
  expect(loaded.ok && loaded.value.train?.digest).toBe(DIGEST);
  const other = await load(folder({ ...FILES, README: 'read me!' }), { sha256: DIGEST });
  expect(other.ok || other.problems.map(({ code }) => code)).toEqual(['data/sha256']);
});

test.each([
  ['is larger than the reader allows', { ...FILES, 'a/10.bin': 'more' }, 'file/too-large'],
  ['is gone', { ...FILES, 'a/10.bin': '' }, 'file/missing'],
])('a file that %s is a mistake', async (_, files, code) => {
  const loaded = await load(folder(files));
  expect(loaded.ok || loaded.problems.map(describeProblem)).toEqual(['train.bytes: data/a/10.bin']);
  expect(loaded.ok || loaded.problems[0].code).toBe(code);
});
