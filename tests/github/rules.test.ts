// The action on pull requests that change their own rules: which of them judge, and where that is shown.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
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
    const changes = 'model other removed; digits: size max 1 KiB -> 80 KiB';
    expect(run.outputs['rule-changes']).toBe(changes);
    expect(run.log).toMatch(
      /^::warning title=kd-gate,file=kd\.yaml,.*rules changed: model other removed; digits: size/m,
    );
    expect(run.log).toContain('rules changed: model other removed (looser); digits: size max 1 KiB -> 80 KiB (looser)');
    for (const text of [pull.comments[0].body, run.summary]) {
      expect(text).toContain('### ⚠️ The budget is met, but the rules are loosened: model other removed and 1 more');
      expect(text).toContain('**Rules changed:** ⚠️ model other removed; ⚠️ digits: size max 1 KiB -> 80 KiB.');
      expect(text.indexOf('**Rules changed:**')).toBeLessThan(text.indexOf('| measure'));
    }
    expect(bench.loopback.state.checkRuns.map(({ conclusion }) => conclusion)).toEqual(['neutral']);
    const report = JSON.parse(readFileSync(join(folder, 'kd-gate-out/report.json'), 'utf8'));
    expect(report.rules).toMatchObject({ wanted: 'head', judgedBy: 'head', changes: [{}, {}] });
  });

  test("fails by the base's rules, with the annotation on its own line", async () => {
    const { repository, pull } = pullRequest(bench, main, loosened);
    const run = await runPull(bench, bundle, repository.checkout('refs/pull/7/merge'), pull, { rules: 'base' });
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
    expect(run.outputs['rule-changes']).toBe('size max 1 KiB -> 80 KiB');
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
  expect(pull.comments[0].body).toContain('### ☑️ Accepted by hubot (label kd-accept): 1 budget not met');
});

test('the jobs of a matrix tell one story', async () => {
  const { repository, pull } = pullRequest(bench, two, two.replace('16 KiB', '32 KiB'));
  const folder = repository.checkout('refs/pull/7/merge');
  for (const model of ['digits', 'other']) {
    await runPull(bench, bundle, folder, pull, { model, out: `reports/${model}`, rules: 'base' });
  }
  const merged = await runPull(bench, bundle, folder, pull, { mode: 'merge', reports: 'reports' });
  expect([merged.status, merged.outputs.verdict]).toEqual([0, 'warn']);
  expect(merged.outputs['rule-changes']).toBe('other: size max 16 KiB -> 32 KiB');
  expect(pull.comments[0].body).toContain("judged by the base's rules");
});

test('another word for whose rules judge is a mistake', async () => {
  const { repository, pull } = pullRequest(bench, main, main);
  const run = await runPull(bench, bundle, repository.checkout('refs/pull/7/merge'), pull, { rules: 'main' });
  expect(run.status).toBe(2);
  expect(run.log).toContain('rules: "main" is none of head, base');
});
