// The second complete example, as far as its data: what is told of it in fixtures/spoken-digits/README.md.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isFolder, writeListing } from '../../src/base/listing.ts';
import { done, must } from '../../src/base/problem.ts';
import type { ReadFile } from '../../src/base/read-file.ts';
import { KINDS } from '../../src/config/kinds.ts';
import { specParser } from '../../src/config/parse.ts';
import { loadData } from '../../src/data/load.ts';

const FOLDER = 'fixtures/spoken-digits';
const read: ReadFile = async (path) => {
  const place = `${FOLDER}/${path}`;
  return done(isFolder(path) ? writeListing(readdirSync(place)) : Uint8Array.from(readFileSync(place)));
};
const names = readdirSync(`${FOLDER}/recordings`);

test('660 recordings, 110 of each speaker, in less than 5 MB', () => {
  expect(names.length).toBe(660);
  const bytes = names.reduce((sum, name) => sum + statSync(`${FOLDER}/recordings/${name}`).size, 0);
  expect(bytes).toBeLessThan(5e6);
  const speakers = new Map<string, number>();
  for (const name of names) {
    const speaker = name.split('_')[1];
    speakers.set(speaker, (speakers.get(speaker) ?? 0) + 1);
  }
  expect([...speakers.values()]).toEqual(Array(6).fill(110));
});

test('kd.yaml makes them 49x10 MFCC of ten classes', async () => {
  const spec = must(specParser(KINDS)(readFileSync(`${FOLDER}/kd.yaml`, 'utf8'), 'kd.yaml'));
  const { train, test } = must(await loadData(spec.models['spoken-digits'].data, read));
  expect([train?.count, test?.count]).toEqual([480, 180]);
  expect([train?.shape, test?.shape]).toEqual([
    [49, 10, 1],
    [49, 10, 1],
  ]);
  expect(test?.classes).toEqual(Array.from({ length: 10 }, (_, i) => `${i}`));
  expect([...(test?.labels ?? [])].slice(0, 19)).toEqual([...Array(18).fill(0), 1]);
});
