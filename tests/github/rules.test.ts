// The action on pull requests that change their own rules: which of them judge, and where that is shown.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../src/report/report.ts';
import { useLoopback } from './client.ts';
import { setLabel } from './loopback/state.ts';
import { pullRequest, runPull } from './pull-request.ts';
import { bundleSources, runAction, specText } from './runner.ts';

const bench = useLoopback();
let bundle = '';
beforeAll(async () => {
  bundle = await bundleSources();
}, 120_000);

const main = specText({ budgets: 'size: { max: 1 KiB }' });
const loosened = specText({ budgets: 'size: { max: 80 KiB }', units: 13 });
const two = `${main}${specText({ name: 'other' }).split('models:\n')[1]}`;

describe('a pull request that loosens its own budget', () => {
  test('passes by its own rules with a warning everywhere: comment, summary, log, output, check run', async () => {
    const { repository, pull } = pullRequest(bench, two, loosened);
    const folder = repository.checkout('refs/pull/7/merge');
    const run = await runPull(bench, bundle, folder, pull, { 'check-run': 'true' });
    expect([run.status, run.outputs.verdict]).toEqual([0, 'warn']);
    const changes = 'model other removed; digits: size max 1 KiB → 80 KiB';
    expect(run.outputs['rule-changes']).toBe(changes);
    expect(run.log).toMatch(
      /^::warning title=kd-gate,file=kd\.yaml,.*rules changed: model other removed; digits: size/m,
    );
    expect(run.log).toContain('rules changed: model other removed (looser); digits: size max 1 KiB → 80 KiB (looser)');
    for (const text of [pull.comments[0].body, run.summary]) {
      expect(text).toContain(
        '### ⚠️ digits: the budget is met, but the rules are loosened: model other removed and 1 more',
      );
      const digits = '⚠️ digits: size max 1\u00a0KiB → 80\u00a0KiB';
      expect(text).toContain(`**Rules changed:** ⚠️ model other removed; ${digits}.`);
      expect(text.indexOf('**Rules changed:**')).toBeLessThan(text.indexOf('| measure'));
    }
    expect(bench.loopback.state.checkRuns.map(({ conclusion }) => conclusion)).toEqual(['neutral']);
    const report = JSON.parse(readFileSync(join(folder, 'kd-gate-out/report.json'), 'utf8'));
    expect(report.rules).toMatchObject({ wanted: 'head', judgedBy: 'head', changes: [{}, {}] });
  });

  test("fails by the base's rules, with the annotation on its own line", async () => {
    const { repository, pull } = pullRequest(bench, main, loosened);
    const run = await runPull(bench, bundle, repository.checkout('refs/pull/7/merge'), pull, {
      rules: 'base',
      suggest: '0',
    });
    expect([run.status, run.outputs.verdict]).toEqual([1, 'fail']);
    expect(run.log).toMatch(/^::error title=kd-gate,file=kd\.yaml,line=16,col=\d+::digits: size .* over max 1 KiB/m);
    expect(pull.comments[0].body).toContain(
      "Rules: judged by the base's rules; the changed ones hold after the merge.",
    );
  });

  test('is judged by its own rules once it is pushed to the branch that it was for', async () => {
    const { repository, pull } = pullRequest(bench, main, loosened);
    const run = await runAction({
      bundle,
      folder: repository.checkout('refs/pull/7/merge', 50),
      loopback: bench.loopback,
      event: 'push',
      payload: { before: pull.baseSha },
      inputs: { rules: 'base' },
      env: { GITHUB_REF: 'refs/heads/main' },
    });
    expect([run.status, run.outputs.verdict]).toEqual([0, 'warn']);
    expect(run.outputs['rule-changes']).toBe('size max 1 KiB → 80 KiB');
  });
});

test("a model that is removed is not measured under the base's rules, unless someone accepts that", async () => {
  const { repository, pull } = pullRequest(bench, two, main);
  const folder = repository.checkout('refs/pull/7/merge');
  const run = await runPull(bench, bundle, folder, pull, { rules: 'base' });
  expect([run.status, run.outputs.verdict]).toEqual([3, 'not measured']);
  expect(run.log).toMatch(/^::error title=kd-gate,.*model other removed; what is removed is not measured/m);
  expect(pull.comments[0].body).toContain('### ❔ Not measured: other (removed from kd.yaml)');
  bench.loopback.state.collaborators.set('hubot', 'write');
  setLabel(bench.loopback.state, pull, 'kd-accept', 'hubot');
  const labelled = { action: 'labeled', label: { name: 'kd-accept' } };
  const accepted = await runPull(bench, bundle, folder, pull, { rules: 'base' }, labelled);
  expect([accepted.status, accepted.outputs.verdict]).toEqual([0, 'accepted']);
  expect(pull.comments[0].body).toContain('### ☑️ other: accepted by hubot (label kd-accept), 1 budget not met');
});

describe('the jobs of a matrix', () => {
  /** A job a model, and the job that merges what they left. */
  async function matrix(head: string, rules: string) {
    const { repository, pull } = pullRequest(bench, two, head);
    const folder = repository.checkout('refs/pull/7/merge');
    const models = head.includes('  other:') ? ['digits', 'other'] : ['digits'];
    for (const model of models) {
      await runPull(bench, bundle, folder, pull, { model, out: `reports/${model}`, rules, suggest: '0' });
    }
    const merge = (inputs = {}) =>
      runPull(bench, bundle, folder, pull, { mode: 'merge', reports: 'reports', rules, ...inputs });
    const change = (edit: (report: Report) => unknown) => {
      const file = join(folder, 'reports/digits/report.json');
      writeFileSync(file, JSON.stringify(edit(JSON.parse(readFileSync(file, 'utf8')))));
    };
    return { pull, merge, change };
  }

  test('tell one story', async () => {
    const { pull, merge } = await matrix(two.replace('16 KiB', '32 KiB'), 'base');
    const merged = await merge();
    expect([merged.status, merged.outputs.verdict]).toEqual([0, 'warn']);
    expect(merged.outputs['rule-changes']).toBe('other: size max 16 KiB → 32 KiB');
    expect(pull.comments[0].body).toContain("judged by the base's rules");
    const other = await merge({ rules: 'head' });
    expect([other.status, other.outputs.verdict]).toEqual([2, 'not measured']);
    expect(other.log).toContain("was judged by the base's rules, but here the head's judge");
  });

  test('are not believed about the rules, whatever they say of them', async () => {
    const { pull, merge, change } = await matrix(`${loosened}${two.split(main)[1]}`, 'base');
    expect((await merge()).status).toBe(1);
    change((report) => ({ ...report, rules: { wanted: 'base', judgedBy: 'base', changes: [] } }));
    const silent = await merge();
    expect([silent.status, silent.outputs['rule-changes']]).toEqual([1, 'digits: size max 1 KiB → 80 KiB']);
    expect(pull.comments[0].body).toContain('**Rules changed:** ⚠️ digits: size max 1\u00a0KiB → 80\u00a0KiB.');
    change(({ rules: _, ...report }) => report);
    expect((await merge()).log).toContain("was judged by the head's rules, but here the base's judge");
    change((report) => {
      const rules = { wanted: 'base', judgedBy: 'base', changes: [] };
      return { ...report, rules, base: { status: 'measured', commit: 'e'.repeat(40) } };
    });
    const elsewhere = await merge();
    expect([elsewhere.status, elsewhere.log]).toEqual([2, expect.stringContaining('was compared with eeeeeee')]);
  });

  test.each([
    ['head', 0, 'warn', 'as the base is, but no worse; the rules are loosened: model other removed'],
    ['base', 3, 'not measured', '### ❔ Not measured: other (removed from kd.yaml)'],
  ])("tell of a removed model by the %s's rules", async (rules, status, verdict, headline) => {
    const { pull, merge } = await matrix(main, rules);
    const merged = await merge();
    expect([merged.status, merged.outputs.verdict]).toEqual([status, verdict]);
    expect(merged.outputs['rule-changes']).toBe('model other removed');
    expect(pull.comments[0].body).toContain(headline);
  });
});

describe('the run that posts for a fork', () => {
  /** What the fork's run left, and the run that posts it. */
  async function fork(rules: string) {
    const { repository, pull } = pullRequest(bench, main, loosened, { headRepo: 'mallory/edge' });
    const folder = repository.checkout('refs/pull/7/merge');
    await runPull(bench, bundle, folder, pull, { rules, comment: 'false', suggest: '0' });
    const { files } = bench.loopback.state;
    files.set(`${pull.headSha}:kd.yaml`, loosened);
    files.set(`${pull.baseSha}:kd.yaml`, main);
    const { headSha: head_sha, headBranch: head_branch, headRepo: full_name } = pull;
    const workflow_run = { id: 5, head_sha, head_branch, head_repository: { full_name } };
    const post = (inputs = {}) =>
      runAction({
        bundle,
        folder,
        loopback: bench.loopback,
        event: 'workflow_run',
        payload: { action: 'completed', workflow_run },
        inputs: { mode: 'comment', reports: 'kd-gate-out/report.json', rules, ...inputs },
      });
    return { pull, post, files, reportFile: join(folder, 'kd-gate-out/report.json') };
  }

  test('compares the rules that GitHub has, not those of the report', async () => {
    const { pull, post, files, reportFile } = await fork('head');
    const { rules: _, ...silent } = JSON.parse(readFileSync(reportFile, 'utf8'));
    writeFileSync(reportFile, JSON.stringify({ ...silent, verdict: 'pass' }));
    const { status } = await post();
    expect(status).toBe(0);
    expect(pull.comments[0].body).toContain(
      '### Claimed, not verified: ⚠️ digits: the budget is met, but the rules are loosened',
    );
    expect(pull.comments[0].body).toContain('**Rules changed:** ⚠️ size max 1\u00a0KiB → 80\u00a0KiB.');
    files.set(`${pull.baseSha}:kd.yaml`, 'models: [');
    const { log } = await post();
    expect(log).toContain("the base's kd.yaml");
    expect(pull.comments[0].body).toContain("the base's rules are not known");
  });

  test("judges by the base's rules if told to, and by nothing where the fork's run was told otherwise", async () => {
    const { pull, post } = await fork('base');
    expect((await post()).status).toBe(0);
    expect(pull.comments[0].body).toContain('### Claimed, not verified: ❌ digits: size is');
    expect(pull.comments[0].body).toContain("judged by the base's rules");
    const other = await post({ rules: 'head' });
    expect([other.status, other.log]).toEqual([0, expect.stringContaining("was judged by the base's rules")]);
    expect(pull.comments[0].body).toContain('### Claimed, not verified: ❔ Not measured');
  });
});

test('another word for whose rules judge is a mistake', async () => {
  const { repository, pull } = pullRequest(bench, main, main);
  const run = await runPull(bench, bundle, repository.checkout('refs/pull/7/merge'), pull, { rules: 'main' });
  expect(run.status).toBe(2);
  expect(run.log).toContain('rules: "main" is none of head, base');
});
