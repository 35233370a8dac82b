import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { filesNamed } from '../../src/host/files-named.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kd-gate-files-'));
  for (const path of ['reports/b', 'reports/a/kd-gate-out', 'elsewhere']) {
    mkdirSync(join(root, path), { recursive: true });
    writeFileSync(join(root, path, 'report.json'), '{}');
  }
});
afterEach(() => rmSync(root, { recursive: true, force: true }));
const search = (folder: string) => filesNamed('report.json', join(root, folder));

describe('files of a name', () => {
  test('are found in any folder below, in the order of their paths', async () => {
    const value = ['a/kd-gate-out', 'b'].map((path) => join(root, 'reports', path, 'report.json'));
    expect(await search('reports')).toEqual({ ok: true, value });
    expect(await search('nowhere')).toEqual({ ok: true, value: [] });
  });

  test('are not found through links to folders or files', async () => {
    rmSync(join(root, 'reports/b/report.json'));
    symlinkSync('../../elsewhere/report.json', join(root, 'reports/b/report.json'));
    symlinkSync('../elsewhere', join(root, 'reports/c'));
    symlinkSync('/', join(root, 'reports/d'));
    expect(await search('reports')).toMatchObject({ value: [expect.stringContaining('kd-gate-out')] });
  });

  test('are not looked for in a folder that is a link', async () => {
    symlinkSync('reports', join(root, 'linked'));
    expect(await search('linked')).toMatchObject({ ok: false, problems: [{ code: 'file/not-a-file' }] });
  });

  test('are looked for in no more than eight folders below each other', async () => {
    mkdirSync(join(root, 'reports', ...'12345678'), { recursive: true });
    expect(await search('reports')).toMatchObject({ ok: true });
    mkdirSync(join(root, 'reports', ...'123456789'), { recursive: true });
    expect(await search('reports')).toMatchObject({ ok: false, problems: [{ code: 'merge/too-many' }] });
  });
});
