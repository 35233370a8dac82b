// What the runner gives a run and does not: event, workspace, files for outputs and summary (cases F9 to F11).
import { cpSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { useLoopback } from './client.ts';
import { OVER, payloadOf, pullRequest, runPull } from './pull-request.ts';
import { bundleSources, type Finished, makeRepository, runAction, specText } from './runner.ts';

const bench = useLoopback();
let bundle = '';
let folder = '';
const files = mkdtempSync(join(tmpdir(), 'kd-gate-event-'));
const file = (name: string, text: string) => {
  writeFileSync(join(files, name), text);
  return join(files, name);
};
beforeAll(async () => {
  bundle = await bundleSources();
  const repository = makeRepository();
  repository.commit('main', specText({ budgets: OVER }));
  folder = repository.checkout('refs/heads/main');
}, 120_000);

const run = (payload: unknown, env: Record<string, string> = {}, event = 'pull_request') =>
  runAction({ bundle, folder, loopback: bench.loopback, event, payload, env, inputs: { base: '', suggest: '0' } });
const linesOf = (run: Finished, command: string) =>
  run.log.split('\n').filter((line) => line.startsWith(`::${command}`));
/** Without those of the model, which is small and hardly trained. */
const ofGithub = (run: Finished) => linesOf(run, 'warning').filter((line) => !line.includes('::digits: '));
const isClean = (run: Finished) => expect(run.log).not.toMatch(/^ {4}at |node:internal|Error:/m);

describe('an event that can not be used: the verdict stands, and a warning says why no comment is written', () => {
  const shas = { head: { sha: 'a'.repeat(40) }, base: { sha: 'b'.repeat(40) } };
  test.each<[string, unknown]>([
    ['null', null],
    ['a list', []],
    ['a text', 'x'],
    ['a number', 5],
    ['without its pull request', { pull_request: null }],
    ['with a number that is none', { pull_request: { ...shas, number: 1e300 } }],
    ['with keys of the prototype', JSON.parse('{"__proto__":{"pull_request":1},"pull_request":{"__proto__":{}}}')],
  ])('%s', async (_, payload) => {
    const ran = await run(payload);
    expect([ran.status, ran.outputs.verdict]).toEqual([1, 'fail']);
    expect(ofGithub(ran)).toEqual([
      expect.stringMatching(/the event has no pull request with number, head and base; so no comment is written/),
    ]);
    isClean(ran);
  });

  test.each<[string, () => Record<string, string>, RegExp]>([
    [
      'is not JSON',
      () => ({ GITHUB_EVENT_PATH: file('broken.json', '{"a": ') }),
      /event .* is not JSON; so no comment/,
    ],
    ['is a folder', () => ({ GITHUB_EVENT_PATH: files }), /event .* can't be read; so no comment/],
    ['is not there', () => ({ GITHUB_EVENT_PATH: join(files, 'none') }), /event .* can't be read; so no comment/],
    ['is not named', () => ({ GITHUB_EVENT_PATH: '' }), /no pull request with number, head and base; so no comment/],
    ['is of no repository', () => ({ GITHUB_REPOSITORY: '' }), /GITHUB_REPOSITORY is not owner\/name.*; so no comment/],
  ])('its file %s', async (_, env, message) => {
    const ran = await run({}, env());
    expect([ran.status, ran.outputs.verdict]).toEqual([1, 'fail']);
    expect(ofGithub(ran)).toEqual([expect.stringMatching(message)]);
    isClean(ran);
  });
});

describe('a run that can not begin is status 3 with one line', () => {
  test('without its workspace', async () => {
    const ran = await run({}, { GITHUB_WORKSPACE: join(files, 'nowhere') });
    expect([ran.status, ran.outputs.verdict]).toEqual([3, 'not measured']);
    expect(linesOf(ran, 'error')).toEqual([
      expect.stringMatching(/workspace .*nowhere .*; put actions\/checkout before/),
    ]);
    isClean(ran);
  });

  test.each<[string, (path: string) => void]>([
    ['missing', (path) => renameSync(path, `${path}.away`)],
    ['damaged', (path) => writeFileSync(path, 'no wasm')],
  ])('with its kernels %s', async (_, damage) => {
    const damaged = mkdtempSync(join(tmpdir(), 'kd-gate-bundle-'));
    cpSync(bundle, damaged, { recursive: true });
    damage(join(damaged, 'kernels.wasm'));
    const ran = await runAction({ bundle: damaged, folder, loopback: bench.loopback, event: 'push', payload: {} });
    expect([ran.status, ran.outputs.verdict]).toEqual([3, 'not measured']);
    expect(linesOf(ran, 'error')).toEqual([
      expect.stringMatching(/kd-gate is not whole: its kernels .*install it again/),
    ]);
    isClean(ran);
  });
});

describe('outputs and summary that can not be written cost a warning, and the status is the verdict', () => {
  test.each([
    ['GITHUB_STEP_SUMMARY', 'the job summary could not be written'],
    ['GITHUB_OUTPUT', 'the outputs could not be written'],
  ])('%s', async (name, message) => {
    const { repository, pull } = pullRequest(bench, specText(), specText({ budgets: OVER, units: 13 }));
    const checkout = repository.checkout('refs/pull/7/merge');
    const ran = await runPull(bench, bundle, checkout, pull, {}, {}, { [name]: files });
    expect(ran.status).toBe(1);
    expect(linesOf(ran, 'warning').filter((line) => line.includes(message))).toHaveLength(1);
    expect(pull.comments).toHaveLength(1);
    isClean(ran);
  });
});

test('verdict, outputs and summary are there before the first call to GitHub', async () => {
  const { repository, pull } = pullRequest(bench, specText(), specText({ budgets: OVER, units: 13 }));
  const outputs = file('output', '');
  const summary = file('summary', '');
  const before: string[] = [];
  const look = () => {
    before.push(readFileSync(outputs, 'utf8'), readFileSync(summary, 'utf8'));
  };
  bench.loopback.faults.push({ on: /./, times: 1, when: 'before', act: { run: look } });
  const env = { GITHUB_OUTPUT: outputs, GITHUB_STEP_SUMMARY: summary };
  const checkout = repository.checkout('refs/pull/7/merge');
  const payload = payloadOf(pull);
  await runAction({ bundle, folder: checkout, loopback: bench.loopback, event: 'pull_request', payload, env });
  expect(before).toEqual([expect.stringMatching(/verdict<<.*\nfail\n/), expect.stringContaining('❌')]);
  expect(readFileSync(summary, 'utf8')).toBe(before[1]);
});
