import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FileWatch } from '../../src/gate/machine.ts';
import { watchFiles } from '../../src/host/watch-files.ts';

let folder = '';
let watch: FileWatch;
const at = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kd-gate-watch-'));
  for (const name of ['kd.yaml', 'other.txt']) writeFileSync(at(name), 'a');
  for (const name of ['data/yes', 'data/out']) mkdirSync(at(name), { recursive: true });
  watch = watchFiles();
  watch.update([at('kd.yaml'), at('boards/mine.yaml'), at('data/')], [at('data/out')]);
});
afterEach(() => watch.close());

test('a file that is written, several times at once, is told once', async () => {
  for (let i = 0; i < 20; i++) writeFileSync(at('kd.yaml'), `${i}`);
  expect(await watch.next()).toEqual([at('kd.yaml')]);
});

test('one that another takes the place of, as editors save, again and again', async () => {
  for (const text of ['b', 'c']) {
    writeFileSync(at('.kd.yaml.swp'), text);
    renameSync(at('.kd.yaml.swp'), at('kd.yaml'));
    expect(await watch.next()).toEqual([at('kd.yaml')]);
    watch.update([at('kd.yaml')], []);
  }
});

test('one that appears in a folder that was not there, and one that goes', async () => {
  mkdirSync(at('boards'));
  writeFileSync(at('boards/mine.yaml'), 'a');
  expect(await watch.next()).toEqual([at('boards/mine.yaml')]);
  watch.update([at('boards/mine.yaml')], []);
  rmSync(at('boards/mine.yaml'));
  expect(await watch.next()).toEqual([at('boards/mine.yaml')]);
});

test('a folder with all below it, but for what is left out, and no neighbour of a file', async () => {
  writeFileSync(at('other.txt'), 'b');
  writeFileSync(at('data/out/report.json'), '{}');
  writeFileSync(at('data/yes/1.wav'), 'a');
  expect(await watch.next()).toEqual([at('data/')]);
});

test('what changes while nobody asks is told when somebody does', async () => {
  writeFileSync(at('kd.yaml'), 'b');
  await new Promise((wake) => setTimeout(wake, 200));
  writeFileSync(at('data/yes/2.wav'), 'a');
  expect(await watch.next()).toEqual([at('data/'), at('kd.yaml')]);
});
