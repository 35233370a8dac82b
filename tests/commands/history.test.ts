// `kd-gate history` in real repositories, as somebody types it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundleSources, git, makeRepository, type Repository, specText } from '../github/runner.ts';

let cli = '';
beforeAll(async () => {
  cli = join(await bundleSources(), 'cli.cjs');
}, 120_000);

function kdGate(folder: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { cwd: folder, encoding: 'utf8' });
  return { status, out: stdout, err: stderr };
}

/** Commits of main: without kd.yaml's sense, then 12, 13 and again 12 units, the last with another file changed. */
function withHistory(): { readonly repository: Repository; readonly commits: readonly string[] } {
  const repository = makeRepository();
  const broken = repository.commit('main', 'version: [');
  const commits = [12, 13, 12, 12].map((units, i) =>
    repository.commit('main', specText({ units }), { note: String(Math.floor(i / 3)) }),
  );
  return { repository, commits: [broken, ...commits] };
}

const trainings = (err: string) => err.split('\n').filter((line) => /: train {2}about/.test(line)).length;

test('a commit whose model had another name is not one without kd.yaml', () => {
  const repository = makeRepository();
  const other = repository.commit('main', specText({ name: 'numbers' }));
  repository.commit('main', specText({}));
  const { commits } = JSON.parse(kdGate(repository.work, 'history', '--json').out);
  const { reason } = commits.find(({ commit }: { commit: string }) => commit === other);
  expect(reason).toBe('its kd.yaml has no such model');
}, 120_000);

describe('the history of a branch', () => {
  const { repository, commits } = withHistory();
  const { work } = repository;

  test('is measured once, what is the same in two commits once for both, and what can not be is told', () => {
    const first = kdGate(work, 'history', '--json');
    expect(first.status).toBe(0);
    expect(trainings(first.err)).toBe(2);
    const { commits: all, models } = JSON.parse(first.out);
    expect(all.map(({ commit }: { commit: string }) => commit)).toEqual(commits);
    expect(all[0].reason).toContain('kd.yaml:1:11: ');
    const [{ name, points }] = models;
    expect([name, points.map(({ commit }: { commit: string }) => commit)]).toEqual(['digits', commits.slice(1)]);
    // The weights and biases of ten and of 64 values a unit, one byte and four each.
    expect(points[1].sizeBytes - points[0].sizeBytes).toBeGreaterThanOrEqual(64 + 10 + 4);
    expect(points[2]).toEqual({ ...points[0], commit: commits[3] });
    const again = kdGate(work, 'history', '--json');
    expect([again.out, trainings(again.err)]).toEqual([first.out, 0]);
    expect(git(work, 'worktree', 'list').split('\n').length).toBe(1);
  }, 120_000);

  test('is a table with lines, the newest commit last, from any folder', () => {
    mkdirSync(join(work, 'deep'), { recursive: true });
    const { status, out } = kdGate(join(work, 'deep'), 'history', '../kd.yaml', '--stored', '--last', '3');
    expect(status).toBe(0);
    const lines = out.split('\n');
    expect(lines[0]).toBe(`digits: 3 of 3 commits up to ${commits[4].slice(0, 7)}, on arduino-nano-33-ble`);
    expect(out).toMatch(/ {2}size +█▁▁ {2}[\d,]+ B → [\d,]+ B, −[\d,]+ B \(−[\d.]+%\)/);
    const rows = lines.filter((line) => /^ {2}[0-9a-f]{7} /.test(line)).map((line) => line.trim().slice(0, 7));
    expect(rows).toEqual(commits.slice(2).map((commit) => commit.slice(0, 7)));
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
  });

  test('is CSV with a line for each commit and board, and a badge of the newest', () => {
    const { status, out } = kdGate(work, 'history', '--stored', '--csv', '--badge', 'badge.svg');
    expect(status).toBe(0);
    const [head, ...rows] = out.trim().split('\r\n');
    expect(head).toBe('commit,date,version,model,sizeBytes,correct,total,mae,board,arenaMinBytes,latencyMs');
    expect(rows.map((row) => row.slice(0, 40))).toEqual(commits.slice(1));
    const size = Number(rows[3].split(',')[4]);
    expect(readFileSync(join(work, 'badge.svg'), 'utf8')).toContain(`kd-gate: ${size.toLocaleString('en')} B · `);
  });

  test('is in the report of a run with a base, up to the base', () => {
    git(work, 'checkout', '--quiet', '-B', 'smaller');
    writeFileSync(join(work, 'kd.yaml'), specText({ units: 9 }));
    git(work, 'commit', '--quiet', '-am', 'smaller');
    const run = kdGate(work, 'run', '--base', 'main', '--out', 'out');
    expect([run.status, run.err]).toEqual([0, expect.not.stringContaining('base of')]);
    const report = JSON.parse(readFileSync(join(work, 'out/report.json'), 'utf8'));
    const [{ history }] = report.models;
    expect(history.map(({ commit }: { commit: string }) => commit)).toEqual(commits.slice(1));
    expect(history.at(-1).sizeBytes).toBe(report.models[0].base.model.sizeBytes);
    expect(existsSync(join(work, 'out/badge.svg'))).toBe(true);
    git(work, 'checkout', '--quiet', 'main');
  }, 60_000);

  test('is found in a clone of depth 1 by what the store knows', () => {
    const clone = repository.checkout('refs/heads/main', 1);
    const stored = kdGate(clone, 'history', '--json', '--stored', '--store', join(work, '.kd-gate'));
    expect(JSON.parse(stored.out).models[0].points.length).toBe(4);
    writeFileSync(join(clone, 'kd.yaml'), specText({ units: 9 }));
    kdGate(clone, 'run', '--base', commits[4], '--store', join(work, '.kd-gate'), '--out', 'out');
    const report = JSON.parse(readFileSync(join(clone, 'out/report.json'), 'utf8'));
    expect(report.models[0].history.length).toBe(4);
  }, 60_000);

  test('is not there where nothing is stored, which is status 3', () => {
    const { status, out } = kdGate(work, 'history', '--stored', '--store', 'empty');
    expect([status, out.split('\n')[0]]).toEqual([3, expect.stringContaining('digits: 0 of 5 commits')]);
    expect(readdirSync(work)).not.toContain('empty');
  });

  test.each([
    [['--ref', 'nothing-like-it'], 'git knows no commit "nothing-like-it" here'],
    [['--ref=-x'], 'is no name of a commit'],
    [['--model', 'kws'], 'there is no model "kws" in kd.yaml; there are digits'],
    [['--last', '501'], 'Write a number from 1 to 500.'],
    [['--json', '--csv'], 'write one of them'],
  ])('%j is a mistake', (args, message) => {
    const { status, err } = kdGate(work, 'history', ...args);
    expect([status, err]).toEqual([2, expect.stringContaining(message)]);
  });

  test('outside of a repository there is none', () => {
    const { status, err } = kdGate('/', 'history', join(work, '..', 'no', 'kd.yaml'));
    expect([status, err]).toEqual([2, expect.stringContaining('kd.yaml')]);
  });
});

test('the workflow of docs/history.md leaves the badge alone on a branch of its own, also the second time', () => {
  const { work, origin, commit } = makeRepository();
  commit('main', specText());
  const page = readFileSync(join(import.meta.dirname, '../../docs/history.md'), 'utf8');
  const [, script = ''] = /- run: \|\n((?: {10}.*\n)+)/.exec(page) ?? [];
  mkdirSync(join(work, 'kd-gate-out'));
  for (const svg of ['<svg>1</svg>', '<svg>2</svg>']) {
    writeFileSync(join(work, 'kd-gate-out/badge.svg'), svg);
    const env = { ...process.env, GITHUB_SHA: 'c0ffee', GIT_CONFIG_GLOBAL: '/dev/null' };
    expect(spawnSync('bash', ['-e', '-c', script], { cwd: work, env }).status).toBe(0);
    expect(git(origin, 'show', 'badges:badge.svg')).toBe(svg);
    expect(git(origin, 'ls-tree', '-r', '--name-only', 'badges')).toBe('badge.svg');
    expect(git(origin, 'rev-list', '--count', 'badges')).toBe('1');
  }
  expect(git(work, 'status', '--porcelain', '--untracked-files=no')).toBe('');
});
