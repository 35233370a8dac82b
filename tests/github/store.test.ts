// What a checkout brings is never a result: the action and the command line, with a store that a pull request commits.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ON_MAIN, PUSH, withCache } from './cached.ts';
import { useLoopback } from './client.ts';
import { poisonStore } from './poison.ts';
import { payloadOf, pullRequest, runPull } from './pull-request.ts';
import { bundleSources, git, makeRepository, runAction, specText } from './runner.ts';

const bench = useLoopback();
let bundle = '';
beforeAll(async () => {
  bundle = await bundleSources();
}, 120_000);

const HARD = 'size: { max: 1 KiB }';
const temporary = () => mkdtempSync(join(tmpdir(), 'kd-gate-runner-'));

function runCli(folder: string, ...args: string[]) {
  const all = [join(bundle, 'cli.cjs'), 'run', '--threads', '1', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, all, { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('the action', () => {
  test('does not read what a pull request commits as .kd-gate, nor what lies in its own folder already', async () => {
    const { repository, pull } = pullRequest(bench, specText(), specText({ budgets: HARD, units: 13 }));
    const runner = temporary();
    const store = join(runner, 'kd-gate-store');
    const honest = await runPull(
      bench,
      bundle,
      repository.checkout('refs/pull/7/merge'),
      pull,
      {},
      {},
      { RUNNER_TEMP: runner },
    );
    expect([honest.status, honest.outputs.verdict]).toEqual([1, 'fail']);
    expect(readdirSync(store).sort()).toEqual(['.gitignore', 'blobs', 'commits', 'points', 'results']);
    poisonStore(store, { artifact: '../../../PWNED' });

    const planted = { '.kd-gate': store, 'kd-gate-store': store };
    git(repository.work, 'checkout', '--quiet', 'smaller');
    for (const [name, from] of Object.entries(planted)) cpSync(from, join(repository.work, name), { recursive: true });
    git(repository.work, 'add', '--force', '.kd-gate', 'kd-gate-store');
    git(repository.work, 'commit', '--quiet', '-m', 'plant');
    git(repository.work, 'push', '--quiet', '--force', 'origin', 'smaller');
    pull.headSha = git(repository.work, 'rev-parse', 'HEAD');
    repository.mergeRef(7, 'smaller');
    const folder = repository.checkout('refs/pull/7/merge');
    const run = await runPull(bench, bundle, folder, pull, {}, {}, { RUNNER_TEMP: runner });
    expect([run.status, run.outputs.verdict]).toEqual([1, 'fail']);
    expect(run.log).not.toContain('same inputs as before');
    expect(run.outputs['size-bytes']).toBe(honest.outputs['size-bytes']);
    expect(pull.comments[0].body).toContain('(measured for this run)');
    expect(existsSync(join(dirname(folder), 'PWNED'))).toBe(false);
    expect(git(folder, 'status', '--porcelain', '.kd-gate')).toBe('');
  });

  test('whose folder of results is a link follows it nowhere', async () => {
    const { repository, pull } = pullRequest(bench, specText(), specText({ units: 13 }));
    const [runner, victim] = [temporary(), temporary()];
    writeFileSync(join(victim, 'mine'), 'x');
    symlinkSync(victim, join(runner, 'kd-gate-store'));
    const run = await runPull(
      bench,
      bundle,
      repository.checkout('refs/pull/7/merge'),
      pull,
      {},
      {},
      { RUNNER_TEMP: runner },
    );
    expect([run.status, run.outputs.verdict]).toEqual([0, 'pass']);
    expect(readdirSync(victim)).toEqual(['mine']);
  });
});

describe('the Actions cache', () => {
  test('is written by a pull request under its own key alone, which main never looks for', async () => {
    const { repository, pull } = pullRequest(bench, specText(), specText({ budgets: HARD, units: 13 }));
    const { loopback } = bench;
    await withCache(async (cache, env) => {
      const onMain = { ...env, ...ON_MAIN };
      const push = () =>
        runAction({
          bundle,
          folder: repository.checkout('refs/heads/main'),
          loopback,
          event: 'push',
          payload: PUSH,
          env: onMain,
        });
      await runPull(bench, bundle, repository.checkout('refs/pull/7/merge'), pull, {}, {}, env);
      expect(cache.entries.map(({ key }) => key)).toEqual([
        expect.stringMatching(/^kd-gate-store-[\d.]+-pull-7-[0-9a-f]{32}$/),
      ]);
      const first = await push();
      expect(first.log).not.toContain('same inputs as before');
      expect(cache.entries.map(({ key }) => key)).toEqual([
        expect.anything(),
        expect.stringMatching(/^kd-gate-store-[\d.]+-branch-[0-9a-f]{16}-main-[0-9a-f]{32}$/),
      ]);
      expect((await push()).log).toContain('same inputs as before');
      expect(cache.entries).toHaveLength(2);
    });
  });

  test('is neither read nor written by the run of a fork, whose earlier push could have filled it', async () => {
    const { repository, pull } = pullRequest(bench, specText(), specText({ units: 13 }), { headRepo: 'mallory/edge' });
    await withCache(async (cache, env) => {
      const folder = () => repository.checkout('refs/pull/7/merge');
      const own = { ...pull, headRepo: 'octo/edge' };
      await runPull(bench, bundle, folder(), own, {}, {}, env);
      const before = cache.entries.length;
      expect((await runPull(bench, bundle, folder(), own, {}, {}, env)).log).toContain('same inputs as before');
      const run = await runPull(bench, bundle, folder(), pull, {}, {}, env);
      expect(run.status).toBe(0);
      expect(run.log).not.toContain('same inputs as before');
      expect(cache.entries).toHaveLength(before);
    });
  });

  test.each([
    ['pull_request_target', 'refs/heads/main'],
    ['push', 'refs/pull/7/merge'],
  ])('is not written by %s on a checkout of %s', async (event, ref) => {
    const { repository, pull } = pullRequest(bench, specText(), specText({ units: 13 }));
    const { loopback } = bench;
    await withCache(async (cache, env) => {
      const folder = repository.checkout(ref);
      const payload = event === 'push' ? PUSH : payloadOf(pull);
      const GITHUB_SHA = pull.baseSha;
      await runAction({ bundle, folder, loopback, event, payload, env: { ...env, ...ON_MAIN, GITHUB_SHA } });
      expect(cache.entries).toEqual([]);
    });
  });
});

describe('on the command line', () => {
  test('a store that git tracks is refused, and believed as soon as it is the own one', () => {
    const repository = makeRepository();
    repository.commit('main', specText({ budgets: HARD }), { '.gitignore': 'kd-gate-out/\n' });
    const folder = repository.work;
    expect(runCli(folder).status).toBe(1);
    poisonStore(join(folder, '.kd-gate'));
    git(folder, 'add', '--force', '.kd-gate');
    git(folder, 'commit', '--quiet', '-m', 'plant');
    const refused = runCli(folder);
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toBe(
      'git tracks files in .kd-gate, so a commit could bring results of its own; ' +
        'run git rm -r --cached .kd-gate, or name another folder with --store\n',
    );
    expect(existsSync(join(folder, 'kd-gate-out/report.json'))).toBe(false);
    cpSync(join(folder, '.kd-gate'), join(folder, 'other'), { recursive: true });
    git(folder, 'add', '--force', 'other');
    expect(runCli(folder, '--store', 'other').status).toBe(2);
    git(folder, 'rm', '-r', '--quiet', '--cached', '.kd-gate', 'other');
    const own = runCli(folder);
    expect([own.status, own.stderr]).toEqual([0, expect.stringContaining('same inputs as before')]);
  });

  test('an artifact of another name is written nowhere', () => {
    const folder = repositoryWithStore();
    poisonStore(join(folder, '.kd-gate'), { artifact: '../../../PWNED' });
    const run = runCli(folder);
    expect([run.status, run.stderr]).toEqual([
      1,
      expect.stringMatching(/^warning: a stored result was damaged and is measured again$/m),
    ]);
    expect(existsSync(join(dirname(folder), 'PWNED'))).toBe(false);
  });

  test.each(['.kd-gate', '.kd-gate/blobs', '.kd-gate/results', '.kd-gate/commits', '.kd-gate/points'])(
    '%s as a link is told',
    (name) => {
      const folder = repositoryWithStore();
      const victim = temporary();
      mkdirSync(join(victim, 'sub'));
      for (const file of ['a.txt', 'sub/b.txt']) writeFileSync(join(victim, file), 'x');
      rmSync(join(folder, name), { recursive: true });
      symlinkSync(victim, join(folder, name));
      const run = runCli(folder);
      expect([run.status, run.stderr]).toEqual([1, expect.stringContaining(`warning: ${name} is a symbolic link`)]);
      expect(readdirSync(victim, { recursive: true, encoding: 'utf8' }).sort()).toEqual(['a.txt', 'sub', 'sub/b.txt']);
    },
  );

  test('a file instead of the folder is a warning: report, firmware and status are as without a store', () => {
    const folder = repositoryWithStore();
    writeFileSync(join(folder, 'f'), '');
    const run = runCli(folder, '--store', 'f');
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/^warning: f is not a folder; .*; nothing is stored or found there$/m);
    const without = readFileSync(join(folder, 'kd-gate-out/digits/model.tflite'));
    expect(without.equals(readFileSync(join(folder, 'first/digits/model.tflite')))).toBe(true);
    expect(JSON.parse(readFileSync(join(folder, 'kd-gate-out/report.json'), 'utf8')).verdict).toBe('fail');
  });

  test('every committed record and entry may be broken: measured again, told once, no crash', () => {
    const folder = repositoryWithStore();
    for (const name of readdirSync(join(folder, '.kd-gate'), { recursive: true, encoding: 'utf8' })) {
      if (name.endsWith('.json')) writeFileSync(join(folder, '.kd-gate', name), '{"figures":{}}');
    }
    const run = runCli(folder, '--base', 'HEAD', '--no-ratchet');
    expect(run.status).toBe(1);
    expect(run.stderr.match(/damaged/g)).toHaveLength(1);
  });

  /** After an honest run; its files are in `first`. */
  function repositoryWithStore(): string {
    const repository = makeRepository();
    repository.commit('main', specText({ budgets: HARD }), { '.gitignore': 'kd-gate-out/\nfirst/\n' });
    expect(runCli(repository.work, '--out', 'first').status).toBe(1);
    return repository.work;
  }
});
