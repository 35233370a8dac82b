// The bundled command line tool as a process: exit status, streams, and what it leaves behind.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleSources } from './github/runner.ts';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'kd-gate-cli-'));
let cli = '';
beforeAll(async () => {
  cli = join(await bundleSources(), 'cli.cjs');
  writeFileSync(join(folder, 'kd.yaml'), spec(''));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The model is only measured, on a board file of its own. */
function spec(more: string): string {
  writeFileSync(join(folder, 'model.tflite'), readFileSync(join(root, 'fixtures/arena/softmax_1x10.tflite')));
  const rows = Array.from({ length: 4 }, (_, label) => [
    label,
    ...Array.from({ length: 10 }, (_, i) => (i === label ? 9 : 0)),
  ]);
  writeFileSync(join(folder, 'test.csv'), rows.map((row) => row.join(',')).join('\n'));
  return `version: 1
models:
  small:
    data: { test: { csv: { file: test.csv, header: false } } }
    student: { tflite: model.tflite }
${more}`;
}

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

describe('run', () => {
  test("a model of one's own without a budget is a warning; its report and firmware files are there", () => {
    const { status, stdout } = run('run', '--no-store');
    expect(stdout).toContain('small: warn');
    expect(stdout).toContain('100.00% (4 of 4)');
    expect(status).toBe(0);
    for (const file of ['report.json', 'report.md', 'report.html', 'small/model.tflite', 'small/model_data.cc']) {
      expect(existsSync(join(folder, 'kd-gate-out', file)), file).toBe(true);
    }
  });

  test('with export: compact, and without it again: no file of the run before is left', () => {
    const full = join(folder, 'kd-gate-out/small/model.full.tflite');
    const model = () => readFileSync(join(folder, 'kd-gate-out/small/model.tflite'));
    writeFileSync(join(folder, 'compact.yaml'), spec('    export: { compact: true }\n'));
    expect(run('run', 'compact.yaml', '--no-store').stdout).toMatch(/compact export +\d+ B → \d+ B/);
    expect(readFileSync(full)).toEqual(readFileSync(join(folder, 'model.tflite')));
    expect(model().length).toBeLessThan(readFileSync(full).length);
    run('run', '--no-store');
    expect(existsSync(full)).toBe(false);
    expect(model()).toEqual(readFileSync(join(folder, 'model.tflite')));
  });

  test('a run that is refused leaves no earlier verdict', () => {
    run('run', '--no-store');
    writeFileSync(join(folder, 'broken.yaml'), spec('').replace('model.tflite', 'none.tflite'));
    const { status, stderr } = run('run', 'broken.yaml', '--no-store');
    expect(stderr).toMatch(/^broken\.yaml:5:24 models\.small\.student\.tflite: there is no file none\.tflite/m);
    expect(status).toBe(2);
    expect(existsSync(join(folder, 'kd-gate-out/report.json'))).toBe(false);
  });

  test('all files and boards that are missing are told at once, in the order of kd.yaml', () => {
    const wrong = spec('    boards: [arduino-nano-33-bel]\n')
      .replace('model.tflite', 'none.tflite')
      .replace('test.csv', '../test.csv');
    writeFileSync(join(folder, 'wrong.yaml'), wrong);
    const { status, stderr } = run('run', 'wrong.yaml', '--no-store');
    const places = stderr
      .trim()
      .split('\n')
      .map((line) => line.split(': ').slice(0, 2).join(': '));
    const relative = 'paths are relative to the folder of kd.yaml';
    const guess = 'did you mean "arduino-nano-33-ble"?';
    const help = '`kd-gate boards` lists them, or name a file of your own that ends in .yaml, .yml or .json';
    expect(places).toEqual([
      'wrong.yaml:4:34 models.small.data.test.csv.file: ../test.csv leads out of the workspace; copy the file into it',
      `wrong.yaml:5:24 models.small.student.tflite: there is no file none.tflite; ${relative}`,
      `wrong.yaml:6:14 models.small.boards[0]: there is no board "arduino-nano-33-bel"; ${guess} ${help}`,
    ]);
    expect(status).toBe(2);
  });

  test('a base that is named must be there', () => {
    const { status, stderr } = run('run', '--base', 'nosuchref', '--no-store');
    expect(stderr).toContain('no git repository');
    expect(status).toBe(2);
  });

  test('a board that is too small fails', () => {
    const board = {
      id: 'tiny',
      name: 'Tiny',
      mcu: 'x',
      profile: 'cortex-m4f/cmsis_nn',
      clockHz: 1,
      ramBytes: 512,
      flashBytes: 100,
    };
    writeFileSync(join(folder, 'tiny.json'), JSON.stringify(board));
    writeFileSync(join(folder, 'tiny.yaml'), spec('    boards: [tiny.json]\n'));
    const { status, stdout } = run('run', 'tiny.yaml', '--no-store');
    expect(stdout).toMatch(/→ arena \(tiny\): [\d,]+ B is [\d,]+ B over max 512 B, the RAM of the board/);
    // 464 B of file and at least the 10,792 B of TFLM without operators (fixtures/flash/sets.json), on 100 B.
    const over = /; the model does not fit, and its file with the code that runs it is ([\d,]+) B over the flash; /;
    expect(Number(over.exec(stdout)?.[1].replace(',', ''))).toBeGreaterThan(464 + 10_792 - 100);
    expect(stdout.match(/→ /g)).toHaveLength(1);
    expect(status).toBe(1);
  });

  test.each([
    [['run', '--no-store', '--out', 'kd.yaml'], "can't be written"],
    [
      ['measure', 'model.tflite', '--profile', 'cortex-m4f/cmsis_nn', '--inputs', 'in', '--dump', '.'],
      "can't be written",
    ],
    [['init', '--force', '.'], "can't be written"],
  ])('%j is a mistake, not a crash', (args, message) => {
    writeFileSync(join(folder, 'in'), new Uint8Array(10));
    const { status, stderr } = run(...args);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
    expect(status).toBe(2);
  });
});

describe('a crash is status 3 and one line, since 1 means that a budget failed', () => {
  const crash = join(folder, 'crash.cjs');
  const crashing = (code: string, env = {}) => {
    writeFileSync(crash, code);
    return spawnSync(process.execPath, ['--require', crash, cli, 'run', '--no-store'], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, ...env },
    });
  };
  test.each([
    ['an exception', "setTimeout(() => { throw new TypeError('x\\n    at y ::error::z'); })"],
    ['a promise that nobody awaits', "setTimeout(() => Promise.reject(new TypeError('x\\n    at y ::error::z')))"],
  ])('%s', (_, code) => {
    const { status, stderr } = crashing(code);
    expect(stderr).toMatch(
      /^kd-gate failed by a mistake of its own: TypeError: x at y : :error: :z; KD_GATE_DEBUG=1 .*\n$/,
    );
    expect(status).toBe(3);
    const debug = crashing(code, { KD_GATE_DEBUG: '1' });
    expect([debug.status, debug.stderr]).toEqual([3, expect.stringContaining('crash.cjs')]);
  });

  test('a run that ends before it knows its verdict', () => {
    const { status } = crashing('setTimeout(() => process.exit())');
    expect(status).toBe(3);
  });

  test('kernels that are not there', () => {
    const damaged = mkdtempSync(join(tmpdir(), 'kd-gate-damaged-'));
    cpSync(join(cli, '..'), damaged, { recursive: true });
    rmSync(join(damaged, 'kernels.wasm'));
    const args = [join(damaged, 'cli.cjs'), 'run', '--no-store'];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
    expect(stderr).toMatch(/^kd-gate is not whole: its kernels can't be used .*; install it again\n$/);
    expect(status).toBe(3);
  });
});

test('a report of another kd.yaml is not merged', () => {
  run('run', '--no-store', '--out', 'reports/small');
  const sound = run('merge', '--reports', 'reports');
  expect(sound.status).toBe(0);
  writeFileSync(join(folder, 'other.yaml'), `${spec('')}# changed\n`);
  const { status, stderr } = run('merge', 'other.yaml', '--reports', 'reports', '--out', 'merged');
  expect(stderr).toContain('reports/small/report.json: was made from another other.yaml');
  expect(status).toBe(2);
});

test('a reader that stops reading changes no verdict', () => {
  const shell = '{ { "$0" "$1" run tiny.yaml --no-store 2>&1; echo $? >&3; } | true; } 3>&1';
  const out = execFileSync('bash', ['-c', shell, process.execPath, cli], { cwd: folder, encoding: 'utf8' });
  expect(out).toBe('1\n');
});

test('a reader that stops reading ends it quietly', () => {
  const out = execFileSync('sh', ['-c', `"${process.execPath}" "${cli}" schema 2>&1 | head -1`], { encoding: 'utf8' });
  expect(out).toBe('{\n');
});
