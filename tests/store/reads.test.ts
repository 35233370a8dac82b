import { expect, test } from 'vitest';
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
  expect([...reads.digests()]).toEqual([
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
