// Reports from elsewhere, as a hostile pull request brings them: through the bundle, in fresh git repositories.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import { useLoopback } from './client.ts';
import { refuse } from './loopback/faults.ts';
import { addPull, type Pull, setLabel } from './loopback/state.ts';
import { OVER, pullRequest, runPull } from './pull-request.ts';
import { bundleSources, git, runAction, specText } from './runner.ts';

const bench = useLoopback();
let bundle = '';
beforeAll(async () => {
  bundle = await bundleSources();
}, 120_000);

const reportIn = (folder: string, path: string): Report => JSON.parse(readFileSync(join(folder, path), 'utf8'));

function writeReport(folder: string, path: string, report: unknown): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), typeof report === 'string' ? report : JSON.stringify(report));
}

/** As a stranger would have it: everything passes. */
function forged(report: Report): Report {
  const models = report.models.map((model) => ({
    ...model,
    verdict: 'pass' as const,
    budgets: model.budgets.map((judgement) => ({ ...judgement, verdict: 'pass' as const })),
  }));
  return { ...report, verdict: 'pass', models };
}

describe('a name that every object has', () => {
  test.each(['toString', 'constructor', 'valueOf', '__proto__'])('%s is no model', async (model) => {
    const { repository, pull } = pullRequest(bench, specText(), specText());
    const run = await runPull(bench, bundle, repository.checkout('refs/pull/7/merge'), pull, { model, store: 'false' });
    expect([run.status, run.outputs.verdict]).toEqual([2, 'not measured']);
    expect(run.log).toContain(`there is no model "${model}" in kd.yaml; there are digits`);
  });
});

describe('merge', () => {
  /** The job's checkout, which every test copies. */
  let done: { readonly shas: Partial<Pull>; readonly checkout: string } | undefined;

  async function runJob() {
    const { repository, pull } = pullRequest(bench, specText(), specText({ budgets: OVER, units: 13 }));
    const checkout = repository.checkout('refs/pull/7/merge');
    const job = await runPull(bench, bundle, checkout, pull, { model: 'digits', out: 'reports/digits' });
    expect([job.status, pull.comments]).toEqual([1, []]);
    bench.loopback.state.pulls.pop();
    return { shas: { headSha: pull.headSha, baseSha: pull.baseSha }, checkout };
  }

  /** A checkout whose job left an honest report of a model that is over its budget. */
  async function overBudget() {
    done ??= await runJob();
    const pull = addPull(bench.loopback.state, done.shas);
    const folder = mkdtempSync(join(tmpdir(), 'kd-gate-merge-'));
    cpSync(done.checkout, folder, { recursive: true, verbatimSymlinks: true });
    const merge = (inputs = {}) =>
      runPull(bench, bundle, folder, pull, { mode: 'merge', reports: 'reports', ...inputs });
    return { folder, pull, merge, honest: reportIn(folder, 'reports/digits/report.json') };
  }

  test('judges what the jobs measured, and refuses what they can not have', async () => {
    const { folder, pull, merge, honest } = await overBudget();
    expect(honest.head).toEqual({ commit: git(folder, 'rev-parse', 'HEAD'), isClean: true });
    expect(honest.models[0].files?.map(({ path }) => path)).toEqual(['data/test.npz', 'data/train.npz']);
    expect((await merge()).status).toBe(1);

    const refused: [string, unknown, string][] = [
      ['a verdict', forged(honest), 'says pass, but by kd.yaml its figures give fail'],
      ['no commit', { ...honest, head: undefined }, 'names no commit'],
      ['another commit', { ...honest, head: { commit: 'e'.repeat(40), isClean: true } }, 'made of commit eeeeeee'],
      [
        'no files',
        { ...honest, models: [{ ...honest.models[0], files: [] }] },
        'does not tell which data/test.npz it was made of',
      ],
      [
        'a file outside',
        { ...honest, models: [{ ...honest.models[0], files: [{ path: '/etc/passwd', sha256: '0'.repeat(64) }] }] },
        'lists files that kd.yaml does not name',
      ],
    ];
    for (const [what, report, words] of refused) {
      writeReport(folder, 'reports/digits/report.json', report);
      const { status, log, outputs } = await merge();
      expect([what, status, outputs.verdict]).toEqual([what, 2, 'not measured']);
      expect(log.replaceAll('%3A', ':')).toContain('reports/digits/report.json');
      expect(log).toContain(words);
    }
    expect(pull.comments).toHaveLength(1);
  });

  test('refuses a report that the pull request commits beside that of the job', async () => {
    const { folder, merge, honest } = await overBudget();
    writeReport(folder, 'reports/a/report.json', honest);
    const { status, log } = await merge();
    expect(status).toBe(2);
    expect(log).toContain('the model "digits" has 2 reports: reports/a/report.json, reports/digits/report.json');
  });

  test('refuses a report of data that has changed since; data that is not there is the job’s', async () => {
    const { folder, merge } = await overBudget();
    rmSync(join(folder, 'data/test.npz'));
    expect((await merge()).status).toBe(1);
    writeFileSync(join(folder, 'data/test.npz'), 'changed');
    const { status, log } = await merge();
    expect(status).toBe(2);
    expect(log).toContain('digits was made of another data/test.npz; run its job again');
  });

  test('follows no link when it looks for reports', async () => {
    const { folder, merge } = await overBudget();
    symlinkSync('/', join(folder, 'reports/root'));
    symlinkSync('reports', join(folder, 'linked'));
    const { status, ms } = await merge();
    expect(status).toBe(1);
    expect(ms).toBeLessThan(10_000);
    const linked = await merge({ reports: 'linked' });
    expect(linked.status).toBe(2);
    expect(linked.log).toContain('linked is a link, which is not followed');
  });

  test('reads only so many files in so many folders', async () => {
    const { folder, merge } = await overBudget();
    mkdirSync(join(folder, 'reports', ...'abcdefghij'), { recursive: true });
    const deep = await merge();
    expect([deep.status, deep.outputs.verdict]).toEqual([2, 'not measured']);
    expect(deep.log).toContain('name the folder of the reports alone');
  });

  test('a run of the same inputs leaves the same bytes', async () => {
    const { repository, pull } = pullRequest(bench, specText(), specText());
    const folder = repository.checkout('refs/pull/7/merge');
    const bytes = async () => {
      await runPull(bench, bundle, folder, pull, { model: 'digits' });
      return readFileSync(join(folder, 'kd-gate-out/report.json'), 'utf8').replace(/"status": "\w+"/, '');
    };
    // The second is recalled from the store.
    expect(await bytes()).toBe(await bytes());
  });
});

describe('a claim of another run', () => {
  const head = specText({ budgets: OVER, units: 13 });

  /** By the repository of the head: what its run left. */
  const runs = new Map<string, Awaited<ReturnType<typeof runOfHead>>>();

  async function runOfHead(headRepo: string) {
    const { repository, pull } = pullRequest(bench, specText(), head, { headRepo });
    const folder = repository.checkout('refs/pull/7/merge');
    await runPull(bench, bundle, folder, pull, { store: 'false', comment: 'off' });
    bench.loopback.state.pulls.pop();
    const shas = { headSha: pull.headSha, baseSha: pull.baseSha };
    return { repository, shas, honest: reportIn(folder, 'kd-gate-out/report.json') };
  }

  /** A pull request from `headRepo` whose run left a report, and the run that posts it. */
  async function claimed(headRepo: string) {
    const { repository, shas, honest } = runs.get(headRepo) ?? (await runOfHead(headRepo));
    runs.set(headRepo, { repository, shas, honest });
    const pull = addPull(bench.loopback.state, { ...shas, headRepo });
    bench.loopback.state.files.set(`${pull.headSha}:kd.yaml`, head);
    const main = repository.checkout('refs/heads/main');
    const post = (report: unknown, inputs = {}) => {
      writeReport(main, 'report/report.json', report);
      const payload = { action: 'completed', workflow_run: runOf(pull) };
      const given = { mode: 'comment', reports: 'report/report.json', 'check-run': 'true', ...inputs };
      return runAction({
        bundle,
        folder: main,
        loopback: bench.loopback,
        event: 'workflow_run',
        payload,
        inputs: given,
      });
    };
    return { pull, honest, post };
  }

  function runOf({ headSha, headBranch, headRepo }: Pull) {
    return { id: 5, head_sha: headSha, head_branch: headBranch, head_repository: { full_name: headRepo } };
  }

  const checks = () => bench.loopback.state.checkRuns.map(({ name, conclusion, title }) => [name, conclusion, title]);

  test.each([
    ['mallory/edge', "the fork's own run"],
    ['octo/edge', "the pull request's own run"],
  ])('of %s is judged by the kd.yaml that GitHub has, and decides nothing', async (headRepo, whose) => {
    const { pull, honest, post } = await claimed(headRepo);
    const { status, outputs } = await post({ ...honest, spec: { ...honest.spec, file: 'CI / required' } });
    expect([status, outputs.verdict, outputs['size-bytes']]).toEqual([0, 'not measured', undefined]);
    const title = new RegExp(`^measured by ${whose}, not verified: ❌ digits: size is`);
    expect(checks()).toEqual([['kd-gate (kd.yaml)', 'neutral', expect.stringMatching(title)]]);
    expect(pull.comments[0].body).toContain('### Claimed, not verified: ❌ digits: size is');
    expect(pull.comments[0].body).toContain(whose);
    expect(pull.comments[0].body).not.toContain('required');
  });

  test('is refused where it contradicts itself', async () => {
    const { pull, honest, post } = await claimed('mallory/edge');
    const cheap = forged(honest);
    const small = cheap.models.map((model) => ({ ...model, model: { ...model.model, sizeBytes: 500 } }));
    for (const report of [
      { ...cheap, models: small },
      { ...honest, verdict: 'pass', models: [] },
    ]) {
      const { status, log } = await post(report);
      expect(status).toBe(2);
      expect(log).toContain('report/report.json');
    }
    expect([pull.comments, checks()]).toEqual([[], []]);
  });

  test.each([
    ['of another kd.yaml', specText({ budgets: OVER }), 'was made from another kd.yaml'],
    ['where kd.yaml is broken', 'models: [', 'kd.yaml'],
    ['where there is no kd.yaml', undefined, 'kd.yaml of commit'],
  ])('%s shows figures alone', async (_, text, words) => {
    const { pull, honest, post } = await claimed('mallory/edge');
    const { files } = bench.loopback.state;
    if (text === undefined) files.clear();
    else files.set(`${pull.headSha}:kd.yaml`, text);
    const { status, log } = await post(forged({ ...honest, waiver: { label: 'kd-accept', status: 'accepted' } }));
    expect(status).toBe(0);
    expect(log).toContain(words);
    expect(pull.comments[0].body).toContain('### Claimed, not verified: ❔ Not measured: no budget was judged');
    expect(checks()).toEqual([['kd-gate (kd.yaml)', 'neutral', expect.stringContaining('not verified')]]);
  });

  test('without the permission to read contents says which line is missing', async () => {
    const { honest, post } = await claimed('mallory/edge');
    bench.loopback.faults.push(refuse(/^GET .*\/contents\//, 403, 'Resource not accessible by integration'));
    expect((await post(honest)).log).toContain('contents: read');
  });

  test('accepts nothing, whatever label is set, and asks for no changes', async () => {
    const { pull, honest, post } = await claimed('mallory/edge');
    const { state } = bench.loopback;
    state.collaborators.set('octocat', 'admin');
    setLabel(state, pull, 'kd-accept', 'octocat');
    pull.files = [{ filename: 'kd.yaml', status: 'modified', patch: '@@ -1,20 +1,20 @@\n+a'.padEnd(200, '\n+a') }];
    const waived: Report = { ...honest, waiver: { label: 'kd-accept', by: 'octocat', status: 'accepted' } };
    await post(waived, { review: 'request-changes' });
    expect(pull.comments[0].body).not.toContain('Accepted');
    expect(pull.labels).toEqual(['kd-accept']);
    expect(pull.reviews.map((review) => review.state)).not.toContain('CHANGES_REQUESTED');
  });

  test('about no open pull request is posted nowhere', async () => {
    const { pull, honest, post } = await claimed('mallory/edge');
    addPull(bench.loopback.state, { number: 8, headSha: pull.headSha, headRepo: 'other/edge' });
    pull.headSha = 'e'.repeat(40);
    bench.loopback.state.pulls.shift();
    expect((await post(honest)).status).toBe(2);
    expect(checks()).toEqual([]);
  });
});
