import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { must, problemsOf } from '../../../src/base/problem.ts';
import { loadPackage } from '../../../src/host/engines/packages.ts';
import { teacherEngines } from '../../../src/host/engines/teacher-engines.ts';
import { git } from '../../github/runner.ts';

const NAME = 'onnxruntime-web';
const newFolder = () => mkdtempSync(join(tmpdir(), 'kd-gate-engines-'));

/** A package that tells when it runs. */
function install(folder: string, name = NAME, code = 'globalThis.ran = true; exports.answer = 42;'): void {
  const own = join(folder, 'node_modules', name);
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'package.json'), JSON.stringify({ name, version: '1.2.3', main: 'main.js' }));
  writeFileSync(join(own, 'main.js'), code);
}

function repository(): string {
  const folder = newFolder();
  git(folder, 'init', '--quiet');
  return folder;
}

const ran = () => (globalThis as { ran?: boolean }).ran === true;

describe('a package of a named folder', () => {
  test('is loaded with its version', async () => {
    const folder = newFolder();
    install(folder);
    expect(must(await loadPackage(folder, NAME))).toEqual({ exports: { answer: 42 }, version: '1.2.3' });
  });

  test('is loaded where a step of the workflow installed it in a checkout, and git does not track it', async () => {
    const folder = repository();
    install(folder);
    expect(must(await loadPackage(folder, NAME))?.version).toBe('1.2.3');
  });

  test('is undefined where it is not there', async () => {
    expect(must(await loadPackage(newFolder(), NAME))).toBeUndefined();
  });

  const TRACKED = 'git tracks files in node_modules of ';
  test.each<[string, (folder: string) => string, string]>([
    [
      'it itself',
      (folder) => {
        install(folder);
        return folder;
      },
      TRACKED,
    ],
    [
      'a package that it could require',
      (folder) => {
        install(folder, 'long');
        return folder;
      },
      TRACKED,
    ],
    [
      'a package above the named folder',
      (folder) => {
        install(folder, 'long');
        mkdirSync(join(folder, 'engines'));
        return join(folder, 'engines');
      },
      TRACKED,
    ],
    [
      'a link from node_modules to code',
      (folder) => {
        install(join(folder, 'other'));
        symlinkSync('other/node_modules', join(folder, 'node_modules'));
        return folder;
      },
      TRACKED,
    ],
    [
      'a package.json of the same name, which would be found first',
      (folder) => {
        const manifest = { name: NAME, exports: './main.cjs' };
        writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
        writeFileSync(join(folder, 'main.cjs'), 'globalThis.ran = true;');
        return folder;
      },
      `${NAME} does not lie in node_modules of `,
    ],
  ])('never runs where a commit brings %s', async (_, fill, message) => {
    (globalThis as { ran?: boolean }).ran = false;
    const folder = repository();
    const named = fill(folder);
    git(folder, 'add', '--force', '.');
    git(folder, '-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '-m', 'files');
    if (named !== folder || !message.startsWith(NAME)) install(named);
    const problems = problemsOf(await loadPackage(named, NAME));
    expect(problems).toMatchObject([{ code: 'teacher/engine', message: expect.stringContaining(message) }]);
    expect(ran()).toBe(false);
  });

  test('that fails to load is told by its reason, and WASM runs in its place', async () => {
    const folder = newFolder();
    install(folder, '@tensorflow/tfjs-node', "throw new Error('libtensorflow.so.2 is missing')");
    const { name } = must(await teacherEngines(process.env.KD_GATE_TEST_BUNDLE ?? 'none', folder).loadTensorFlow());
    expect(name).toBe(
      'TensorFlow.js 4.22.0 (WASM); not tfjs-node: @tensorflow/tfjs-node fails to load: libtensorflow.so.2 is missing',
    );
  });
});
