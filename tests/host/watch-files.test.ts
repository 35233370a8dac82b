import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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

/** Once those that were closed are gone. */
async function handles() {
  await new Promise((wake) => setTimeout(wake, 50));
  return process.getActiveResourcesInfo().filter((kind) => kind === 'FSEventWrap').length;
}

test('a folder of thousands of files takes a handle a folder, and 200 saves take no more', async () => {
  for (let i = 0; i < 3000; i++) writeFileSync(at(`data/yes/${i}.png`), '');
  const paths = [at('kd.yaml'), at('data/')];
  watch.update(paths, []);
  const opened = await handles();
  // kd.yaml's folder, data, yes, out.
  expect(opened).toBeLessThanOrEqual(4);
  for (let i = 0; i < 200; i++) watch.update(paths, []);
  expect(await handles()).toBe(opened);
  await new Promise((wake) => setTimeout(wake, 100));
  await drained();
  writeFileSync(at('data/yes/2999.png'), 'b');
  expect(await watch.next()).toEqual([at('data/')]);
  watch.close();
  expect(await handles()).toBe(0);
});

/** What the system told late of files made before. */
async function drained() {
  writeFileSync(at('kd.yaml'), 'c');
  while (!(await watch.next())?.includes(at('kd.yaml')));
}

test('a link in a folder is not followed out of it, nor round in circles', async () => {
  const outside = mkdtempSync(join(tmpdir(), 'kd-gate-outside-'));
  mkdirSync(join(outside, 'deep'));
  symlinkSync(outside, at('data/linked'));
  symlinkSync(folder, at('data/round'));
  watch.update([at('kd.yaml'), at('data/')], []);
  expect(await handles()).toBeLessThanOrEqual(4);
  await drained();
  writeFileSync(join(outside, 'deep/secret'), 'a');
  writeFileSync(join(outside, 'secret'), 'a');
  await new Promise((wake) => setTimeout(wake, 100));
  writeFileSync(at('kd.yaml'), 'd');
  expect(await watch.next()).toEqual([at('kd.yaml')]);
});

test('a folder that is deleted with its file is told, and so is the file that comes back', async () => {
  mkdirSync(at('sub'));
  writeFileSync(at('sub/kd.yaml'), 'a');
  watch.update([at('sub/kd.yaml')], []);
  rmSync(at('sub'), { recursive: true });
  expect(await watch.next()).toEqual([at('sub/kd.yaml')]);
  watch.update([at('sub/kd.yaml')], []);
  mkdirSync(at('sub'));
  expect(await watch.next()).toEqual([at('sub/kd.yaml')]);
  watch.update([at('sub/kd.yaml')], []);
  writeFileSync(at('sub/kd.yaml'), 'b');
  expect(await watch.next()).toEqual([at('sub/kd.yaml')]);
});

test('an empty folder in the place of a file is told when it goes', async () => {
  mkdirSync(at('empty'));
  watch.update([at('empty/mine.yaml')], []);
  rmSync(at('empty'), { recursive: true });
  expect(await watch.next()).toEqual([at('empty/mine.yaml')]);
});
