// The package as people install it: packed, installed without a network, and used from JavaScript and TypeScript.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { schemaFiles } from '../../src/config/generate.ts';
import { bundleSources } from '../github/runner.ts';

const root = join(import.meta.dirname, '../..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'kd-gate-package-'));
const user = join(folder, 'user');
let packed: readonly string[] = [];

/** The parts of the repository that package.json names, with the bundle of the sources as they are. */
async function stage(): Promise<string> {
  const staged = join(folder, 'stage');
  for (const name of ['package.json', 'README.md', 'LICENSE', ...manifest.files]) {
    if (name !== 'dist') cpSync(join(root, name), join(staged, name), { recursive: true });
  }
  cpSync(await bundleSources(), join(staged, 'dist'), { recursive: true });
  const { apiTypes } = (await import(pathToFileURL(join(root, 'scripts/api-types.mjs')).href)) as {
    apiTypes(root: string, reportSchema: string): Promise<string>;
  };
  writeFileSync(join(staged, 'dist/api.d.cts'), await apiTypes(root, schemaFiles()['report.schema.json']));
  // What a run leaves there is no part of a package.
  mkdirSync(join(staged, 'fixtures/digits/kd-gate-out'), { recursive: true });
  writeFileSync(join(staged, 'fixtures/digits/kd-gate-out/.gitignore'), '*\n');
  writeFileSync(join(staged, 'fixtures/digits/kd-gate-out/report.json'), '{}');
  return staged;
}

const npm = (cwd: string, ...args: string[]) =>
  execFileSync('npm', [...args, '--offline', '--no-audit', '--no-fund', '--no-update-notifier'], {
    ...{ cwd, encoding: 'utf8', timeout: 120_000 },
    env: { ...process.env, npm_config_cache: join(folder, 'cache') },
  });

beforeAll(async () => {
  const [{ filename, files }] = JSON.parse(npm(await stage(), 'pack', '--json', '--pack-destination', folder));
  packed = files.map(({ path }: { readonly path: string }) => path);
  mkdirSync(user);
  writeFileSync(join(user, 'package.json'), '{ "name": "user", "version": "1.0.0", "type": "module" }');
  npm(user, 'install', join(folder, filename));
  cpSync(join(root, 'fixtures/arena/softmax_1x10.tflite'), join(user, 'model.tflite'));
  writeFileSync(
    join(user, 'kd.yaml'),
    'version: 1\nmodels: { m: { student: { tflite: model.tflite }, budgets: { size: { max: 100 B } } } }\n',
  );
}, 240_000);

describe('the package', () => {
  test('says who made it, where it lives and what it holds', () => {
    expect(manifest).toMatchObject({
      license: 'Apache-2.0',
      repository: { type: 'git', url: expect.stringContaining('github.com/kd-gate/kd-gate') },
      homepage: expect.stringContaining('github.com/kd-gate/kd-gate'),
      bugs: { url: expect.stringContaining('/issues') },
      keywords: expect.arrayContaining(['tinyml', 'quantization']),
    });
    expect(manifest.dependencies).toBeUndefined();
    expect(manifest.private).toBeUndefined();
  });

  test('holds what it names and what runs, and nothing that a run left', () => {
    const { '.': api } = manifest.exports;
    const named = [manifest.bin['kd-gate'], manifest.main, manifest.types, api.types, api.default];
    const needed = ['dist/worker.cjs', 'dist/checks.cjs', 'dist/kernels.wasm', 'dist/wide-kernels.wasm'];
    const shown = ['schemas/report.schema.json', 'fixtures/digits/kd.yaml', 'LICENSE', 'README.md'];
    for (const path of [...named, ...needed, ...shown]) {
      expect(packed).toContain(path.replace(/^\.\//, ''));
    }
    expect(packed.filter((path) => /kd-gate-out|\.kd-gate|node_modules|^(src|tests)\//.test(path))).toEqual([]);
  });

  test('has no script for which npm would install all that the tests need, before `npx github:` runs it', () => {
    // npm's own list (pacote, lib/git.js).
    const preparing = ['postinstall', 'build', 'preinstall', 'install', 'prepack', 'prepare'];
    expect(Object.keys(manifest.scripts).filter((name) => preparing.includes(name))).toEqual([]);
  });

  test('runs by npx, without a network', () => {
    expect(npm(user, 'exec', '--', 'kd-gate', '--version').trim()).toBe(manifest.version);
  });
});

/** Runs a program that has these lines. */
function runUser(name: string, text: string): string {
  writeFileSync(join(user, name), text);
  return execFileSync(process.execPath, [name], { cwd: user, encoding: 'utf8', timeout: 60_000 });
}

const PROGRAM = `
const outcome = await runGate();
if (!outcome.ok) throw new Error(outcome.problems.map(({ message }) => message).join());
const { report, reportFile, out } = outcome.value;
const [model] = report.models;
const measured = await measureModel('model.tflite', { boards: ['arduino-nano-33-ble'] });
const read = await readReport(reportFile);
if (!measured.ok || !read.ok) throw new Error('not measured');
console.log(JSON.stringify({
  verdict: report.verdict, out, size: model.model.sizeBytes, budget: model.budgets[0].measure,
  same: read.value.models[0].model.sha256 === measured.value.model.sha256,
  fits: measured.value.boards.map(({ id, fits }) => [id, fits]),
}));
`;
const SAID = {
  ...{ verdict: 'fail', out: 'kd-gate-out', size: 464, budget: 'size', same: true },
  fits: [['arduino-nano-33-ble', true]],
};

describe('the library', () => {
  test('in a module', () => {
    const out = runUser('use.mjs', `import { measureModel, readReport, runGate } from 'kd-gate';\n${PROGRAM}`);
    expect(JSON.parse(out)).toEqual(SAID);
  });

  test('in CommonJS', () => {
    const text = `const { measureModel, readReport, runGate } = require('kd-gate');\n(async () => {${PROGRAM}})();`;
    expect(JSON.parse(runUser('use.cjs', text))).toEqual(SAID);
  });

  test('gives mistakes as values, all at once, and measures bytes', () => {
    const out = runUser(
      'mistakes.mjs',
      `import { measureModel, runGate } from 'kd-gate';
      import { readFileSync } from 'node:fs';
      const codes = async (call) => {
        const outcome = await call;
        return outcome.ok ? 'ok' : outcome.problems.map(({ code, message, place }) => [code, message, place?.line]);
      };
      const bytes = readFileSync('model.tflite');
      console.log(JSON.stringify([
        await codes(runGate({ spce: 'x' })),
        await codes(runGate({ spec: 'none.yaml' })),
        await codes(runGate({ threads: 0 })),
        await codes(runGate({ rules: 'base' })),
        await codes(measureModel(bytes)),
        await codes(measureModel(bytes.subarray(0, 20))),
        await codes(measureModel('model.tflite', { boards: ['nano'] })),
      ]));`,
    );
    const [option, missing, threads, rules, ok, broken, board] = JSON.parse(out);
    expect(option).toEqual([['arguments/option', 'there is no option "spce"; did you mean "spec"?', null]]);
    expect([missing[0][0], threads[0][0], rules[0][0], ok]).toEqual([
      ...['file/unreadable', 'arguments/threads', 'arguments/rules', 'ok'],
    ]);
    expect([broken[0][0], board[0][0]]).toEqual([expect.stringMatching(/^tflite\//), 'board/unknown']);
  });

  test('finds what the command stored, and the command what it stored', () => {
    const call =
      'const lines = []; await runGate({ store, log: (line) => lines.push(line) }); console.log(lines.join());';
    const byLibrary = (store: string) =>
      runUser('shared.mjs', `import { runGate } from 'kd-gate';\nconst store = '${store}';\n${call}`);
    const byCommand = (store: string) =>
      spawnSync('npx', ['--offline', 'kd-gate', 'run', '--store', store], { cwd: user, encoding: 'utf8' }).stderr;
    expect([byCommand('first'), byLibrary('first')]).toEqual([
      expect.not.stringContaining('stored'),
      expect.stringContaining('same inputs'),
    ]);
    expect([byLibrary('second'), byCommand('second')]).toEqual([
      expect.not.stringContaining('stored'),
      expect.stringContaining('same inputs'),
    ]);
  });

  test('tells progress to who listens, and prints nothing itself', () => {
    const out = runUser(
      'log.mjs',
      `import { runGate } from 'kd-gate';
      const lines = [];
      await runGate({ log: (line) => lines.push(line) });
      await runGate({ log: (line) => lines.push(line) });
      console.log(JSON.stringify(lines));`,
    );
    expect(JSON.parse(out)).toContain('m: stored  same inputs as before');
  });

  test('compiles in strict TypeScript, runs, and refuses what is wrong', () => {
    const program = PROGRAM.replace(
      'console.log',
      'const sizes: readonly number[] = [model.model.sizeBytes];\nconsole.log',
    );
    writeFileSync(
      join(user, 'use.ts'),
      `import { type GateProblem, measureModel, type Report, readReport, runGate } from 'kd-gate';
      ${program}
      const verdictOf = (report: Report): 'pass' | 'warn' | 'fail' | 'not measured' | 'no baseline' => report.verdict;
      const placeOf = ({ place }: GateProblem): number | undefined => place?.line;
      export { placeOf, sizes, verdictOf };
      // @ts-expect-error an option that is not there
      void runGate({ spce: 'x' });
      // @ts-expect-error a report has no such key
      export const none = (report: Report) => report.verdicts;
      // @ts-expect-error a mistake has no value
      void runGate().then((wrong) => wrong.value);\n`,
    );
    writeFileSync(
      join(user, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: {
          ...{ strict: true, exactOptionalPropertyTypes: true, target: 'es2022', module: 'nodenext', types: [] },
          ...{ lib: ['es2023', 'dom'], outDir: 'built', skipLibCheck: false },
        },
        files: ['use.ts'],
      }),
    );
    const compiler = join(root, 'node_modules/.bin/tsc');
    const { status, stdout } = spawnSync(compiler, ['-p', user], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, '']);
    const out = execFileSync(process.execPath, ['built/use.js'], { cwd: user, encoding: 'utf8' });
    expect(JSON.parse(out)).toEqual(SAID);
  });
});
