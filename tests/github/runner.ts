// A workflow's run as GitHub's runner starts it: the bundle, the environment, the event, real git repositories.
import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Loopback } from './loopback/server.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * The bundle of the sources as they are, built as dist/ is built. `define`: constants of the bundler besides; without
 * any it is the one that all tests share.
 */
export async function bundleSources(define: Readonly<Record<string, string>> = {}): Promise<string> {
  const shared = process.env.KD_GATE_TEST_BUNDLE;
  if (shared && Object.keys(define).length === 0) return shared;
  const folder = mkdtempSync(join(tmpdir(), 'kd-gate-bundle-'));
  const { bundle } = (await import(pathToFileURL(join(ROOT, 'scripts/bundle.mjs')).href)) as {
    bundle(outdir: string, define: Readonly<Record<string, string>>): Promise<void>;
  };
  await bundle(folder, define);
  for (const name of ['kernels.wasm', 'wide-kernels.wasm']) copyFileSync(join(ROOT, 'dist', name), join(folder, name));
  return folder;
}

/** Of nobody's computer: no settings of its own, and git knows who commits. */
export const GIT_SETTINGS = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'octo',
  GIT_AUTHOR_EMAIL: 'octo@example.com',
  GIT_COMMITTER_NAME: 'octo',
  GIT_COMMITTER_EMAIL: 'octo@example.com',
} as const;

export function git(folder: string, ...args: string[]): string {
  return gitOneByOne(folder, [args]);
}

/** In one shell: to start a process out of one as large as that of the tests takes longer than git works. */
function gitOneByOne(folder: string, commands: readonly (readonly string[])[]): string {
  const env = { ...process.env, ...GIT_SETTINGS };
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const script = commands.map((args) => ['git', ...args.map(quoted)].join(' ')).join('\n');
  const [file, args] = commands.length === 1 ? (['git', commands[0]] as const) : (['sh', ['-ec', script]] as const);
  return execFileSync(file, args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

export interface SpecPart {
  readonly units?: number;
  readonly budgets?: string;
  readonly name?: string;
}

/** A network that trains in milliseconds, on the handwritten digits. */
export function specText({
  units = 12,
  budgets = 'size: { max: 16 KiB, maxIncrease: 10% }',
  name = 'digits',
}: SpecPart = {}): string {
  return `version: 1
models:
  ${name}:
    data:
      train: { npz: data/train.npz }
      test: { npz: data/test.npz }
      normalize: { divide: 16 }
    student:
      layers:
        - flatten: {}
        - dense: { units: ${units}, activation: relu6 }
        - dense: { units: 10 }
    distill: { epochs: 2, batch: 64 }
    boards: [arduino-nano-33-ble]
    budgets:
      ${budgets}
`;
}

/** A bare repository as GitHub's, and a clone in which the test commits. */
export interface Repository {
  readonly origin: string;
  readonly work: string;
  /** Commits kd.yaml on a branch and pushes; returns the commit. */
  commit(branch: string, spec: string, files?: Readonly<Record<string, string>>): string;
  /** What GitHub makes of a pull request: the merge of base and head, under refs/pull/N/merge. */
  mergeRef(number: number, branch: string): string;
  /** A clone as actions/checkout makes it. */
  checkout(ref: string, depth?: number): string;
}

export function makeRepository(): Repository {
  const root = mkdtempSync(join(tmpdir(), 'kd-gate-repository-'));
  const origin = join(root, 'origin.git');
  const work = join(root, 'work');
  gitOneByOne(root, [
    ['init', '--quiet', '--bare', '--initial-branch=main', origin],
    ['-C', origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true'],
    ['clone', '--quiet', origin, work],
    ['-C', work, 'checkout', '--quiet', '-B', 'main'],
  ]);
  cpSync(join(ROOT, 'fixtures/digits/data'), join(work, 'data'), { recursive: true });
  let clones = 0;
  return {
    origin,
    work,
    commit(branch, spec, files = {}) {
      git(work, 'checkout', '--quiet', '-B', branch);
      for (const [name, text] of Object.entries({ 'kd.yaml': spec, ...files })) writeFileSync(join(work, name), text);
      return gitOneByOne(work, [
        ['add', '-A'],
        ['commit', '--quiet', '--allow-empty', '-m', `kd.yaml on ${branch}`],
        ['push', '--quiet', '--force', 'origin', branch],
        ['rev-parse', 'HEAD'],
      ]);
    },
    mergeRef(number, branch) {
      return gitOneByOne(work, [
        ['checkout', '--quiet', '--detach', 'main'],
        ['merge', '--quiet', '--no-ff', '-m', 'merge', branch],
        ['push', '--quiet', '--force', 'origin', `HEAD:refs/pull/${number}/merge`],
        ['rev-parse', 'HEAD'],
      ]);
    },
    checkout(ref, depth = 1) {
      const folder = join(root, `clone-${clones++}`);
      mkdirSync(folder);
      gitOneByOne(folder, [
        ['init', '--quiet'],
        ['remote', 'add', 'origin', pathToFileURL(origin).href],
        ['fetch', '--quiet', '--no-tags', `--depth=${depth}`, 'origin', `+${ref}:refs/remotes/checkout`],
        ['checkout', '--quiet', '--detach', 'refs/remotes/checkout'],
      ]);
      return folder;
    },
  };
}

export interface Finished {
  readonly status: number | null;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly ms: number;
}

export interface RunOptions {
  readonly bundle: string;
  readonly folder: string;
  readonly loopback: Loopback;
  readonly event: string;
  readonly payload: unknown;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** The process is killed after this time. */
  readonly killAfterMs?: number;
}

/** What `code-cache.cjs` needs of the environment. */
export function codeCache(): Readonly<Record<string, string>> {
  const { NODE_OPTIONS = '', KD_GATE_TEST_BUNDLE = '' } = process.env;
  return { NODE_OPTIONS, KD_GATE_TEST_BUNDLE };
}

export async function runAction({
  bundle,
  folder,
  loopback,
  event,
  payload,
  inputs = {},
  env = {},
  killAfterMs,
}: RunOptions): Promise<Finished> {
  const files = mkdtempSync(join(tmpdir(), 'kd-gate-run-'));
  const at = (name: string, content = '') => {
    writeFileSync(join(files, name), content);
    return join(files, name);
  };
  const given = { token: 'good-token', threads: '1', ...inputs };
  const named = Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  const environment = {
    PATH: process.env.PATH ?? '',
    ...codeCache(),
    HOME: files,
    RUNNER_TEMP: files,
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: folder,
    GITHUB_EVENT_NAME: event,
    GITHUB_EVENT_PATH: at('event.json', JSON.stringify(payload)),
    GITHUB_OUTPUT: at('output'),
    GITHUB_STEP_SUMMARY: at('summary'),
    GITHUB_STATE: at('state'),
    GITHUB_REPOSITORY: 'octo/edge',
    GITHUB_API_URL: loopback.url,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_RUN_ID: '99',
    GITHUB_SHA: git(folder, 'rev-parse', 'HEAD'),
    ...Object.fromEntries(named),
    ...env,
  };
  const started = performance.now();
  const child = spawn(process.execPath, [join(bundle, 'action.cjs')], { env: environment });
  if (killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  let log = '';
  child.stdout.on('data', (chunk) => {
    log += chunk;
  });
  child.stderr.on('data', (chunk) => {
    log += chunk;
  });
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return {
    status,
    log,
    outputs: readOutputs(readFileSync(join(files, 'output'), 'utf8')),
    summary: readFileSync(join(files, 'summary'), 'utf8'),
    ms: performance.now() - started,
  };
}

/** `name<<delimiter`, the value's lines, `delimiter`. */
function readOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const head = /^([\w-]+)<<(.+)$/.exec(lines[i]);
    if (!head) continue;
    const value: string[] = [];
    while (++i < lines.length && lines[i] !== head[2]) value.push(lines[i]);
    outputs[head[1]] = value.join('\n');
  }
  return outputs;
}
