// A folder in which a page's commands run: the bundle as `kd-gate`, the fixtures, and files that stand for a reader's.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { npyOf } from '../data/npz.ts';
import { codeCache, GIT_SETTINGS } from '../github/runner.ts';
import { pageAt, ROOT } from './pages.ts';

export interface Sandbox {
  /** The folder of one page, with its files in it. */
  readonly folderOf: (page: string) => string;
  readonly run: (folder: string, commands: readonly string[]) => readonly Answer[];
  readonly remove: () => void;
}

export interface Answer {
  readonly command: string;
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

type Files = Readonly<Record<string, string>>;
const DIGITS: Files = {
  'train.npz': 'fixtures/digits/data/train.npz',
  'test.npz': 'fixtures/digits/data/test.npz',
  'x.npy': 'fixtures/digits/data/test.npz!x',
  'y.npy': 'fixtures/digits/data/test.npz!y',
  'labels.npy': 'fixtures/digits/data/test.npz!y',
  'model.keras': 'fixtures/tutorial/model.keras',
  'model.tflite': 'fixtures/digits/teacher.tflite',
  'kws.tflite': 'fixtures/digits/teacher.tflite',
};
const WAKE: Files = {
  'wake.tflite': 'fixtures/streaming/wake.tflite',
  'recordings.npz': 'fixtures/streaming/recordings.npz',
  'x.npy': 'fixtures/streaming/recordings.npz!x',
  'labels.npy': 'fixtures/streaming/recordings.npz!y',
};
/** The same recordings as the device hears them: hops of 3 frames, 30 a recording (fixtures/streaming/make.py). */
const [RECORDINGS, HOPS, FRAMES, BANDS] = [24, 30, 3, 40];
/** Pages whose files are other ones, or made by the page itself. */
const FILES_OF: Readonly<Record<string, Files>> = {
  'docs/boards.md': { ...DIGITS, 'boards/our-sensor.yaml': 'docs/boards.md!boards/our-sensor.yaml' },
  'docs/explain.md': {
    'image.tflite': 'fixtures/explain/image.tflite',
    'input.bin': 'fixtures/explain/input.bin',
    'board.txt': 'fixtures/explain/board.txt',
    'old.tflite': 'fixtures/digits/teacher.tflite',
  },
  'docs/streaming.md': WAKE,
  'docs/tutorial-sensors.md': {},
};

export function makeSandbox(bundle: string): Sandbox {
  const home = mkdtempSync(join(tmpdir(), 'kd-gate-docs-'));
  const bin = join(home, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'kd-gate'), `#!/bin/sh\nexec '${process.execPath}' '${join(bundle, 'cli.cjs')}' "$@"\n`);
  chmodSync(join(bin, 'kd-gate'), 0o755);
  return {
    folderOf(page) {
      const folder = mkdtempSync(join(home, 'page-'));
      symlinkSync(bundle, join(folder, 'dist'));
      for (const name of fixturesOf(page)) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
      for (const [name, from] of Object.entries(FILES_OF[page] ?? DIGITS)) writeFile(folder, name, contentOf(from));
      if (page === 'docs/streaming.md') writeHops(folder);
      return folder;
    },
    run: (folder, commands) => runCommands(folder, commands, bin),
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}

/** The folders of fixtures/ that a page names: copies, since a run writes beside its kd.yaml and follows no link. */
function fixturesOf(page: string): string[] {
  const named = pageAt(page).text.match(/(?<=\s)fixtures\/[\w-]+(?=\/)/g) ?? [];
  return [...new Set(named)].filter((name) => name !== 'fixtures/oracle' && existsSync(join(ROOT, name)));
}

function writeHops(folder: string): void {
  const shape = [RECORDINGS * HOPS, FRAMES, BANDS];
  const arrays = unzipSync(readFileSync(join(ROOT, WAKE['recordings.npz'])));
  const values = new Int8Array(arrays['x.npy'].slice(-RECORDINGS * HOPS * FRAMES * BANDS).buffer);
  const labels = arrays['y.npy'].slice(-RECORDINGS);
  const each = (numberOf: (recording: number) => number) =>
    npyOf({
      ...{ type: '|u1', shape: [RECORDINGS * HOPS] },
      values: Array.from({ length: RECORDINGS * HOPS }, (_, i) => numberOf(Math.floor(i / HOPS))),
    });
  writeFile(folder, 'hops.npy', npyOf({ type: '|i1', shape, values }));
  writeFile(
    folder,
    'hop-labels.npy',
    each((recording) => labels[recording]),
  );
  writeFile(
    folder,
    'recording.npy',
    each((recording) => recording),
  );
  writeFile(folder, 'records.bin', new Uint8Array(values.buffer));
}

/** `file.npz!x`: one array of it, as .npy; `PAGE.md!file`: the block of that page which is this file. */
function contentOf(from: string): string | Uint8Array {
  const [path, array] = from.split('!');
  if (path.endsWith('.md')) return pageAt(path).blocks.find(({ file }) => file === array)?.text ?? '';
  const bytes = readFileSync(join(ROOT, path));
  return array === undefined ? bytes : unzipSync(bytes)[`${array}.npy`];
}

export function writeFile(folder: string, name: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
}

/** Between the answers of one shell. */
const MARK = '\u001e';

/** In one shell, so that `cd` and variables hold for the lines behind them. */
function runCommands(folder: string, commands: readonly string[], bin: string): Answer[] {
  const script = commands.map((command) => `${command}\nmark $?\n`).join('');
  const { stdout, stderr } = spawnSync(
    'bash',
    ['-c', `mark() { printf '${MARK}%s\\n' "$1"; printf '${MARK}' >&2; }\n${script}`],
    {
      cwd: folder,
      encoding: 'utf8',
      timeout: 120_000,
      maxBuffer: 1 << 26,
      env: { ...ENVIRONMENT, ...codeCache(), PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`, HOME: folder },
    },
  );
  const [out, err] = [stdout.split(MARK), stderr.split(MARK)];
  return commands.map((command, i) => {
    const status = /^(\d+)\n/.exec(out[i + 1] ?? '')?.[1];
    const printed = (out[i] ?? '').replace(i === 0 ? /^$/ : /^\d+\n/, '');
    return { command, status: status === undefined ? -1 : Number(status), out: printed, err: err[i] ?? '' };
  });
}

/** As on a reader's computer: not the runner's, no colours, and git knows who commits. */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  LC_ALL: 'C.UTF-8',
  NO_COLOR: '1',
  COLUMNS: '100',
  ...GIT_SETTINGS,
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'init.defaultBranch',
  GIT_CONFIG_VALUE_0: 'main',
};
