// A branch that changes its own rules, judged on the command line against main, in fresh repositories.
import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { answersOf } from '../../src/budget/metrics/predictions.ts';
import { unpackPredictions } from '../../src/report/predictions.ts';
import type { Report } from '../../src/report/report.ts';
import { npyOf } from '../data/npz.ts';
import { bundleSources, git, makeRepository, type Repository } from '../github/runner.ts';
import { spaced } from '../report/spaced.ts';

let cli = '';
beforeAll(async () => {
  cli = join(await bundleSources(), 'cli.cjs');
}, 120_000);

const TEST_SET = Array.from({ length: 4 }, (_, label) =>
  [label, ...Array.from({ length: 10 }, (_, i) => (i === label ? 9 : 0))].join(','),
).join('\n');

/** With a finished model of 464 B, which answers all four samples right. */
function repositoryWithModel(): Repository {
  const repository = makeRepository();
  rmSync(join(repository.work, 'data'), { recursive: true });
  copyFileSync(
    join(import.meta.dirname, '../../fixtures/arena/softmax_1x10.tflite'),
    join(repository.work, 'm.tflite'),
  );
  writeFileSync(join(repository.work, 'test.csv'), TEST_SET);
  return repository;
}

function specText({ name = 'digits', budgets = 'size: { max: 16 KiB, maxIncrease: 10% }' } = {}): string {
  return `version: 1
models:
  ${name}:
    data: { test: { csv: { file: test.csv, header: false } } }
    student: { tflite: m.tflite }
    boards: [arduino-nano-33-ble]
    budgets:
      ${budgets}
`;
}

interface Branch {
  readonly main: string;
  readonly branch: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly changed?: Readonly<Record<string, string>>;
}

/** `kd-gate run --base main` on a branch that has left main by one commit. */
function runBranch({ main, branch, files = {}, changed = {} }: Branch, ...args: string[]) {
  const { work, commit } = repositoryWithModel();
  commit('main', main, files);
  commit('branch', branch, changed);
  return { work, ...runIn(work, ...args) };
}

function runIn(work: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'run', '--base', 'main', ...args], {
    cwd: work,
    encoding: 'utf8',
    timeout: 60_000,
  });
  const read = (name: string) => readFileSync(join(work, 'kd-gate-out', name), 'utf8');
  const report = status === 2 ? undefined : (JSON.parse(read('report.json')) as Report);
  return { status, stdout, stderr, report, markdown: report ? read('report.md') : '' };
}

const texts = (report: Report | undefined) => report?.rules?.changes.map(({ text }) => text);
const models = (...specs: string[]) =>
  specs[0] +
  specs
    .slice(1)
    .map((spec) => spec.split('models:\n')[1])
    .join('');

const small = specText({ budgets: 'size: { max: 400 B }' });
const BOARD = `id: ours
name: Ours
mcu: nRF52840
profile: cortex-m4f/cmsis_nn
clock: 64 MHz
ramSize: 64 B
flashSize: 1 MB
sources: [the wiki]
`;

describe('what the application needs', () => {
  const reserving = (ram: string) => specText().replace('version: 1', `version: 1\nreserve: { ram: ${ram} }`);
  const branches = { main: reserving('{ arduino-nano-33-ble: 262143 B }'), branch: reserving('{ default: 1 KiB }') };

  test('is told where a branch lowers it, and judges it all the same under the base’s rules', () => {
    const head = runBranch(branches);
    expect([head.status, head.report?.verdict]).toEqual([0, 'warn']);
    expect(texts(head.report)).toEqual([
      'reserve ram (arduino-nano-33-ble) 262143 B → 1 KiB',
      'reserve ram (other boards) 1 KiB added',
    ]);
    const base = runBranch(branches, '--rules', 'base');
    expect([base.status, base.report?.verdict, base.report?.rules?.judgedBy]).toEqual([1, 'fail', 'base']);
    expect(base.report?.models[0].budgets).toContainEqual(
      expect.objectContaining({ measure: 'arena', verdict: 'fail', limit: 1 }),
    );
  });
});

describe('budgets', () => {
  const both = 'size: { max: 400 B }\n      arena: { max: 16 KiB }';
  const main = specText({ budgets: both });
  const loosened = specText({ budgets: 'size: { max: 80 KiB }' });

  test("that are loosened pass by the head's rules, with a warning above the table", () => {
    const { status, stdout, report, markdown } = runBranch({ main, branch: loosened });
    expect(texts(report)).toEqual(['size max 400 B → 80 KiB', 'arena max removed']);
    expect([status, report?.verdict, report?.rules?.judgedBy]).toEqual([0, 'warn', 'head']);
    expect(spaced(markdown).split('\n')[0]).toBe(
      '### ⚠️ digits: the budget is met, but the rules are loosened: size max 400 B → 80 KiB and 1 more',
    );
    expect(stdout).toMatch(/^rules changed: size max 400 B → 80 KiB \(looser\); arena max removed \(looser\)\n/);
  });

  test("fail by the base's rules, on the head's line, until they are merged", () => {
    const { work, status, report } = runBranch(
      { main, branch: specText({ budgets: 'size: { max: 80 KiB }' }) },
      '--rules',
      'base',
      '--no-ratchet',
    );
    expect([status, report?.verdict, report?.rules?.judgedBy]).toEqual([1, 'fail', 'base']);
    expect(
      report?.models[0].budgets.map(({ measure, text, verdict, place }) => [measure, text, verdict, place?.line]),
    ).toEqual([
      ['size', '400 B', 'fail', 8],
      ['arena', '16 KiB', 'pass', 8],
    ]);
    git(work, 'checkout', '--quiet', 'main');
    git(work, 'merge', '--quiet', 'branch');
    git(work, 'checkout', '--quiet', '-b', 'next');
    const next = runIn(work, '--rules', 'base');
    expect([next.status, next.report?.verdict, texts(next.report)]).toEqual([0, 'pass', []]);
  });

  test('are compared also where the figures of the base are stored', () => {
    const { work } = runBranch({ main, branch: loosened });
    const again = runIn(work);
    expect(again.report?.base?.status).toBe('stored');
    expect(texts(again.report)).toEqual(['size max 400 B → 80 KiB', 'arena max removed']);
  });

  test('that only warn from now on, and those that are gone altogether, are no plain pass', () => {
    const downgraded = runBranch({
      main: small,
      branch: specText({ budgets: 'size: { max: 400 B, level: warn }' }),
    });
    expect([downgraded.status, texts(downgraded.report)]).toEqual([0, ['size level fail → warn']]);
    const none = runBranch({ main: small, branch: small.split('    budgets:')[0] });
    expect(none.markdown.split('\n')[0]).toBe(
      '### ⚠️ digits: measured; the rules are loosened: size max removed; no budget is set',
    );
    expect([none.status, none.report?.verdict]).toEqual([0, 'warn']);
  });

  test('written otherwise are the same', () => {
    const { report } = runBranch({
      main: specText({ budgets: 'size: { max: 64 KiB }' }),
      branch: specText({ budgets: 'size: { max: 65536 B }' }),
    });
    expect([report?.verdict, texts(report)]).toEqual(['pass', []]);
  });
});

describe('models', () => {
  const other = specText({ name: 'other' });
  const main = models(specText(), other);

  test("that are removed are told, and not measured under the base's rules", () => {
    const removed = { main, branch: specText() };
    const own = runBranch(removed);
    expect([own.status, own.report?.verdict, texts(own.report)]).toEqual([0, 'warn', ['model other removed']]);
    const { status, stdout, report, markdown } = runBranch(removed, '--rules', 'base');
    expect([status, report?.verdict]).toEqual([3, 'not measured']);
    expect(stdout).toContain('other: removed, so it is not measured');
    expect(markdown).toContain('### ❔ Not measured: other (removed from kd.yaml)');
  });

  test('that are renamed are judged by the rules, and compared with the figures, of their old names', () => {
    const renamed = specText({ name: 'fresh', budgets: 'size: { max: 80 KiB, maxIncrease: 0 B }' });
    const branch = { main: small, branch: renamed };
    const { report } = runBranch(branch);
    expect(texts(report)).toEqual([
      'size max 400 B → 80 KiB',
      'size maxIncrease 0 B added',
      'model digits renamed to fresh',
    ]);
    expect(report?.models[0].budgets.map(({ kind, verdict }) => [kind, verdict])).toEqual([
      ['max', 'pass'],
      ['maxIncrease', 'pass'],
    ]);
    const based = runBranch(branch, '--rules', 'base', '--no-ratchet');
    expect([based.status, based.report?.models[0].name, based.report?.models[0].budgets[0].text]).toEqual([
      1,
      'fresh',
      '400 B',
    ]);
  });

  test("that are new are judged by their own rules under the base's too", () => {
    const { status, report } = runBranch({ main: other, branch: models(other, small) }, '--rules', 'base');
    expect(texts(report)).toEqual(['model digits added']);
    expect([status, report?.models.map(({ verdict }) => verdict)]).toEqual([1, ['pass', 'fail']]);
  });

  test('of which only one is run tell the changes of all', () => {
    const { report } = runBranch(
      { main, branch: models(specText(), other.replace('16 KiB', '32 KiB')) },
      '--model',
      'digits',
    );
    expect(report?.models.map(({ name }) => name)).toEqual(['digits']);
    expect(texts(report)).toEqual(['size max 16 KiB → 32 KiB']);
  });
});

describe('boards', () => {
  const on = (boards: string) => specText().replace('[arduino-nano-33-ble]', boards);

  test("that are removed judge still under the base's rules, beside the head's own", () => {
    const branch = { main: on('[./ours.yaml]'), branch: on('[arduino-nano-33-ble]'), files: { 'ours.yaml': BOARD } };
    const own = runBranch(branch);
    expect([own.status, texts(own.report)]).toEqual([0, ['board ours removed', 'board arduino-nano-33-ble added']]);
    const { status, report } = runBranch(branch, '--rules', 'base');
    expect(report?.models[0].boards.map(({ id, fits }) => [id, fits])).toEqual([
      ['ours', false],
      ['arduino-nano-33-ble', true],
    ]);
    expect(status).toBe(1);
  });

  test("that have grown are the base's under its rules, and no such figures are kept as the commit's", () => {
    const changed = { 'ours.yaml': BOARD.replace('64 B', '256 KiB') };
    const branch = { main: on('[./ours.yaml]'), branch: on('[./ours.yaml]'), files: { 'ours.yaml': BOARD }, changed };
    const own = runBranch(branch);
    expect([own.status, texts(own.report)]).toEqual([0, ['board ours RAM 64 B → 262,144 B']]);
    const { work, status, report } = runBranch(branch, '--rules', 'base');
    expect([status, report?.models[0].boards[0].ramBytes]).toEqual([1, 64]);
    git(work, 'checkout', '--quiet', '-b', 'next');
    git(work, 'commit', '--quiet', '--allow-empty', '-m', 'next');
    const next = runIn(work, '--base', 'branch');
    expect(next.report?.models[0].base?.boards[0].ramBytes).toBe(262144);
  });
});

describe("the base's rules", () => {
  test('need a base, and are one of two words', () => {
    const { work, commit } = repositoryWithModel();
    commit('main', specText());
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [cli, 'run', ...args], { cwd: work, encoding: 'utf8', timeout: 60_000 });
    expect(run('--rules', 'base')).toMatchObject({ status: 2, stderr: expect.stringContaining('add --base REF') });
    expect(run('--rules', 'mine')).toMatchObject({ status: 2, stderr: expect.stringContaining('head, base') });
  });

  test('are not known where the base has no kd.yaml: the head judges itself, and that is said', () => {
    const { work, commit } = repositoryWithModel();
    git(work, 'commit', '--quiet', '--allow-empty', '-m', 'empty');
    commit('branch', specText());
    const { status, stdout, report } = runIn(work, '--rules', 'base');
    expect([status, report?.verdict]).toEqual([0, 'warn']);
    expect(report?.rules).toEqual({
      wanted: 'base',
      judgedBy: 'head',
      reason: 'kd.yaml is not there on the base',
      changes: [],
    });
    expect(stdout).toContain("judged by its own rules, since the base's rules are not known: kd.yaml is not there");
    expect(runIn(work).report).toMatchObject({ verdict: 'pass', rules: { changes: [] } });
  });
});

test('a test set whose content changed is told where accuracy is judged', () => {
  const judged = specText({ budgets: 'accuracy: { min: 10% }' });
  const { work, commit } = repositoryWithModel();
  commit('main', judged);
  git(work, 'checkout', '--quiet', '-b', 'branch');
  writeFileSync(join(work, 'test.csv'), TEST_SET.split('\n').slice(0, 2).join('\n'));
  git(work, 'commit', '--quiet', '-a', '-m', 'an easier test set');
  const { report } = runIn(work);
  expect([report?.verdict, texts(report)]).toEqual(['warn', ["the test set's content changed"]]);
});

describe('a teacher that is swapped for the student', () => {
  const answered = (...answers: number[]) =>
    npyOf({
      type: '<f4',
      shape: [4, 4],
      values: Array.from({ length: 16 }, (_, i) => 9 * Number(answers[i >> 2] === i % 4)),
    });
  const data = '{ csv: { file: test.csv, header: false } }';
  const agreeing = specText({ budgets: 'agreement: { min: 90%, maxDrop: 1 pp }' })
    .replace(/data: .*/, `data: { train: ${data}, test: ${data} }`)
    .replace(
      'student: { tflite: m.tflite }',
      `teacher: { logits: { train: train.npy, test: answers.npy } }
    student: { layers: [dense: { units: 4 }] }
    distill: { epochs: 1, batch: 4, validation: 0 }`,
    );

  test('makes agreement pass, which is told above the figures; nothing is compared with the base', () => {
    const { work, commit } = repositoryWithModel();
    writeFileSync(join(work, 'train.npy'), answered(0, 1, 2, 3));
    writeFileSync(join(work, 'answers.npy'), answered(0, 1, 2, 3));
    commit('main', agreeing);
    const own = runIn(work, '--no-ratchet');
    expect([own.status, own.report?.verdict]).toEqual([1, 'fail']);
    const { predictions } = own.report?.models[0] ?? {};
    const student = predictions && unpackPredictions(predictions);
    const answers = student ? [...answersOf(student)] : [];
    git(work, 'checkout', '--quiet', '-b', 'branch');
    writeFileSync(join(work, 'answers.npy'), answered(...answers));
    git(work, 'commit', '--quiet', '-a', '-m', 'a teacher that answers like the student');
    for (const args of [[], ['--rules', 'base']]) {
      const { status, stdout, report, markdown } = runIn(work, ...args);
      const text = 'another teacher judges agreement: its answers changed';
      expect([status, report?.verdict, texts(report)]).toEqual([0, 'warn', [text]]);
      expect(report?.models[0].budgets.map(({ kind, value, verdict }) => [kind, value, verdict])).toEqual([
        ['min', 1, 'pass'],
        ['maxDrop', 1, 'no baseline'],
      ]);
      expect(spaced(markdown)).toContain(`**Rules changed:** ⚠️ ${text}`);
      expect(stdout).toContain(`rules changed: ${text}\n`);
    }
  });
});

describe('merged on the command line', () => {
  const loosened = specText({ budgets: 'size: { max: 80 KiB }' });
  const merge = (work: string, ...args: string[]) =>
    spawnSync(process.execPath, [cli, 'merge', '--reports', 'kd-gate-out', '--out', 'merged', ...args], {
      cwd: work,
      encoding: 'utf8',
      timeout: 60_000,
    });

  test("the jobs' reports are judged by the rules that the base has now", () => {
    const { work } = runBranch({ main: small, branch: loosened }, '--rules', 'base', '--no-ratchet');
    const merged = merge(work, '--base', 'main', '--rules', 'base', '--no-ratchet', '--json');
    expect([merged.status, texts(JSON.parse(merged.stdout))]).toEqual([1, ['size max 400 B → 80 KiB']]);
    const unlike = merge(work, '--base', 'main');
    expect([unlike.status, unlike.stderr]).toEqual([2, expect.stringContaining("was judged by the base's rules")]);
    expect(merge(work, '--rules', 'base')).toMatchObject({ status: 2, stderr: expect.stringContaining('--base REF') });
  });

  test("the head's own rules are compared where a base is named, and said not to be where none is", () => {
    const { work } = runBranch({ main: small, branch: loosened });
    const merged = merge(work, '--base', 'main');
    expect([merged.status, merged.stdout]).toEqual([0, expect.stringContaining('rules changed: size max 400 B')]);
    const alone = merge(work);
    expect(alone.stdout).toContain("the base's rules are not known: no base was named to compare them with");
    const lost = merge(work, '--base', 'nowhere');
    expect([lost.status, lost.stderr]).toEqual([2, expect.stringContaining('nowhere')]);
  });
});

test('reports are of the commit around kd.yaml, also where it lies in a folder of its own', () => {
  const { work, commit } = repositoryWithModel();
  const first = commit('main', specText());
  const parent = dirname(work);
  const spec = join(basename(work), 'kd.yaml');
  const out = `${basename(work)}-reports`;
  const cliIn = (...args: string[]) => spawnSync(process.execPath, [cli, ...args], { cwd: parent, encoding: 'utf8' });
  cliIn('run', spec, '--no-store', '--out', out);
  const made = JSON.parse(readFileSync(join(parent, out, 'report.json'), 'utf8')) as Report;
  expect(made.head?.commit).toBe(first);
  expect(cliIn('merge', spec, '--reports', out, '--out', `${out}-merged`).status).toBe(0);
  commit('main', specText(), { 'other.txt': 'x' });
  const { status, stderr } = cliIn('merge', spec, '--reports', out, '--out', `${out}-merged`);
  for (const folder of [out, `${out}-merged`]) rmSync(join(parent, folder), { recursive: true, force: true });
  expect([status, stderr]).toEqual([2, expect.stringContaining(`was made of commit ${first.slice(0, 7)}, but`)]);
});

describe('what was measured on a board', () => {
  const spec = specText({ budgets: 'latency: { max: 10 ms }' }).replace('[arduino-nano-33-ble]', '[ours.yaml]');
  const boardThat = (ms: number) => `${BOARD.replace('64 B', '64 KiB')}measured: [{ model: m.tflite, ms: ${ms} }]\n`;
  const branch = {
    ...{ main: spec, branch: spec, files: { 'ours.yaml': boardThat(20) } },
    changed: { 'ours.yaml': boardThat(5) },
  };

  test("judges by the base's time under the base's rules, whatever the branch writes", () => {
    const { status, report } = runBranch(branch, '--rules', 'base', '--no-ratchet');
    expect([status, report?.verdict]).toEqual([1, 'fail']);
    expect(report?.models[0].boards).toMatchObject([
      { latencyMs: 20, latencySource: 'measured on your board: this model (m.tflite)' },
    ]);
  });

  test('is a loosened rule by those of the head', () => {
    const { status, report } = runBranch(branch);
    expect([status, report?.verdict]).toEqual([0, 'warn']);
    expect(texts(report)).toEqual(['board ours measured m.tflite 20 ms → 5 ms']);
  });

  test('holds for the file that it was measured with: one in its place is another measurement', () => {
    const { work, commit } = repositoryWithModel();
    const bare = spec.replace(/^ +data: .*\n/m, '');
    commit('main', bare, { 'ours.yaml': boardThat(20) });
    copyFileSync(join(import.meta.dirname, '../../fixtures/arena/relu_1x1024.tflite'), join(work, 'm.tflite'));
    commit('branch', bare);
    const { report } = runIn(work, '--rules', 'base');
    expect(texts(report)).toEqual([
      'board ours measured m.tflite 20 ms removed',
      'board ours measured m.tflite 20 ms added',
    ]);
    expect(report?.models[0].boards[0].latencySource).not.toContain('this model');
  });
});
