import { expect, test } from 'vitest';
import { writeListing } from '../../src/base/listing.ts';
import { done, failed } from '../../src/base/problem.ts';
import type { ReadFile } from '../../src/base/read-file.ts';
import { digestsFrom, filesInList, haveSameContent, listOfFiles, recordReads } from '../../src/store/reads.ts';
import { filesOf } from './memory-folder.ts';

const read: ReadFile = async (path) =>
  path === 'gone'
    ? failed({ code: 'file/missing', message: 'there is no file gone' })
    : done(new TextEncoder().encode(path));

// printf abc | sha256sum; printf b | sha256sum
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const B = '3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d';

test('what was read is noted with its digest, sorted by path; what failed is not', async () => {
  const reads = recordReads(read);
  for (const path of ['b', 'gone', 'abc', 'b']) expect(await reads.read(path)).toEqual(await read(path));
  expect([...(await reads.digests())]).toEqual([
    ['abc', ABC],
    ['b', B],
  ]);
});

test('the digest of a file that cannot be read is unknown', async () => {
  const digestOf = digestsFrom(read);
  expect(await digestOf('abc')).toBe(ABC);
  expect(await digestOf('gone')).toBeUndefined();
});

test('files have the same content only if each of them has', async () => {
  const digestOf = digestsFrom(read);
  expect(await haveSameContent(filesOf({}), digestOf)).toBe(true);
  expect(await haveSameContent(filesOf({ abc: ABC, b: B }), digestOf)).toBe(true);
  expect(await haveSameContent(filesOf({ abc: ABC, b: ABC }), digestOf)).toBe(false);
  expect(await haveSameContent(filesOf({ gone: B }), digestOf)).toBe(false);
});

test('a file may be named as every object has a property', async () => {
  const files = new Map([
    ['__proto__', ABC],
    ['constructor', B],
  ]);
  const list = JSON.parse(JSON.stringify(listOfFiles(files)));
  expect(filesInList(list)).toEqual(files);
  expect(await haveSameContent(filesInList(list), async () => undefined)).toBe(false);
});

// printf abc > a; mkdir b; printf b > b/x; (find * -type f | LC_ALL=C sort | xargs sha256sum) | sha256sum
const FOLDER = '8fabdf9ba6807c2f7a11cd27cd4f388928034ce1b03f2c67552ea46cd37971c8';

const folder =
  (files: Readonly<Record<string, string>>): ReadFile =>
  async (path) => {
    if (path === 'f/') return done(writeListing(Object.keys(files)));
    const content = files[path.slice(2)];
    return content === undefined ? read('gone') : done(new TextEncoder().encode(content));
  };

test('a folder has one digest, of all that lies in it, whatever of it was read', async () => {
  const files = { a: 'abc', 'b/x': 'b' };
  for (const paths of [['f/'], ['f/', 'f/a'], ['f/b/x', 'f/', 'f/a']]) {
    const reads = recordReads(folder(files));
    for (const path of paths) await reads.read(path);
    expect([...(await reads.digests())]).toEqual([['f/', FOLDER]]);
  }
  expect(await digestsFrom(folder(files))('f/')).toBe(FOLDER);
});

test.each([
  ['another file', { a: 'abc', 'b/x': 'b', c: '' }],
  ['another name', { a: 'abc', 'b/y': 'b' }],
  ['other content', { a: 'abc', 'b/x': 'c' }],
])('a folder with %s is another', async (_, files) => {
  const digest = await digestsFrom(folder(files))('f/');
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(digest).not.toBe(FOLDER);
});

test('a file of a folder that cannot be read counts with its name, then and later', async () => {
  const unreadable: ReadFile = async (path) => (path === 'f/a' ? read('gone') : folder({ a: '', 'b/x': 'b' })(path));
  const reads = recordReads(unreadable);
  await reads.read('f/');
  expect(await haveSameContent(await reads.digests(), digestsFrom(unreadable))).toBe(true);
  expect(await haveSameContent(await reads.digests(), digestsFrom(folder({ a: '', 'b/x': 'b' })))).toBe(false);
});
