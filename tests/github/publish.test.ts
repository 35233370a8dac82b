import { describe, expect, test } from 'vitest';
import { type PublishOptions, publish } from '../../src/github/publish.ts';
import { statusOfReport } from '../../src/report/headline.ts';
import type { Report } from '../../src/report/report.ts';
import { CASES } from '../report/cases.ts';
import { pullRequestRun, useLoopback } from './client.ts';
import { cut, type Fault, meanwhile, refuse, slow } from './loopback/faults.ts';
import { addPull, BOT, type Pull, setLabel } from './loopback/state.ts';

const OPTIONS: PublishOptions = {
  comment: 'always',
  review: 'off',
  checkRun: false,
  waiver: { label: 'kd-accept', sticky: false },
  key: 'kd.yaml',
};
/** Lines 21 to 23 hold the budgets of the cases. */
const KD_YAML = {
  filename: 'kd.yaml',
  status: 'modified',
  patch: '@@ -18,4 +18,6 @@ models:\n a\n b\n     budgets:\n+      size: x\n+      arena: y\n       accuracy: z',
} as const;

const bench = useLoopback();

function run(
  pull: Pull,
  report: Report,
  part: Partial<PublishOptions> = {},
  event = {},
  token = 'good-token',
  timeoutMs = 5000,
) {
  const { workflow } = pullRequestRun(pull, event);
  return publish(bench.api(token, timeoutMs), workflow, workflow.pullRequest, report, { ...OPTIONS, ...part });
}

describe('the comment', () => {
  test('is written once and says nothing twice', async () => {
    const pull = addPull(bench.loopback.state);
    expect(await run(pull, CASES.pass)).toMatchObject({ comment: 'created', problems: [] });
    expect(await run(pull, CASES.pass)).toMatchObject({ comment: 'unchanged', problems: [] });
    expect(pull.comments).toHaveLength(1);
  });

  test('is updated on the next push', async () => {
    const pull = addPull(bench.loopback.state);
    await run(pull, CASES.pass);
    pull.headSha = '4'.repeat(40);
    expect((await run(pull, CASES.fail)).comment).toBe('updated');
    expect(pull.comments.map((c) => c.body)).toEqual([expect.stringContaining('❌')]);
  });

  test('is found over pages, and only by its author', async () => {
    const pull = addPull(bench.loopback.state);
    await run(pull, CASES.pass);
    const [own] = pull.comments;
    const stranger = { login: 'mallory', type: 'User' } as const;
    const others = Array.from({ length: 230 }, (_, i) => ({ id: i + 1, user: stranger, body: own.body }));
    pull.comments = [...others, own];
    expect((await run(pull, CASES.fail)).comment).toBe('updated');
    expect(pull.comments).toHaveLength(231);
    expect(pull.comments.filter((c) => c.body.includes('❌'))).toEqual([own]);
  });

  test('of another spec stays as it is', async () => {
    const pull = addPull(bench.loopback.state);
    await run(pull, CASES.pass, { key: 'a--> x/kd.yaml' });
    await run(pull, CASES.fail, { key: 'b/kd.yaml' });
    expect(pull.comments).toHaveLength(2);
  });

  test('leaves no duplicates', async () => {
    const pull = addPull(bench.loopback.state);
    await run(pull, CASES.pass);
    pull.comments.push({ ...pull.comments[0], id: 5000 }, { ...pull.comments[0], id: 5001 });
    await run(pull, CASES.fail);
    expect(pull.comments).toHaveLength(1);
  });

  test('is not written for an older head', async () => {
    const pull = addPull(bench.loopback.state);
    const { workflow } = pullRequestRun(pull);
    pull.headSha = '5'.repeat(40);
    const published = await publish(bench.api(), workflow, workflow.pullRequest, CASES.fail, OPTIONS);
    expect(published.comment).toBe('outdated');
    expect(pull.comments).toEqual([]);
  });

  test('stays within the limit with 64 models', async () => {
    const pull = addPull(bench.loopback.state);
    const [model] = CASES['three-models-four-boards'].models;
    const models = Array.from({ length: 64 }, (_, i) => ({ ...model, name: `model-${i}` }));
    await run(pull, { ...CASES.pass, models });
    expect(pull.comments[0].body.length).toBeLessThanOrEqual(65_536);
    expect(pull.comments[0].body).toContain('job summary');
  });

  test('is not written by the run of a fork, which says where the result is', async () => {
    const pull = addPull(bench.loopback.state, { headRepo: 'mallory/edge' });
    const { problems } = await run(pull, CASES.fail);
    expect(problems.map(({ code }) => code)).toEqual(['github/fork']);
    expect(bench.loopback.requests.filter((request) => !/^(GET|POST \/graphql)/.test(request))).toEqual([]);
  });
});

describe('a comment is written', () => {
  const UNCHANGED = CASES.unchanged;
  test.each<[PublishOptions['comment'], string, Report, string | undefined]>([
    ['always', 'nothing changed', UNCHANGED, 'created'],
    ['changes', 'nothing changed', UNCHANGED, 'not needed'],
    ['changes', 'a figure changed', CASES.pass, 'created'],
    ['changes', 'there is no base', CASES['first-run'], 'created'],
    ['changes', 'it fails', CASES.fail, 'created'],
    ['failures', 'a figure changed', CASES.pass, 'not needed'],
    ['failures', 'it fails', CASES.fail, 'created'],
    ['failures', 'a budget is not measured', CASES['not-measured'], 'created'],
    ['off', 'it fails', CASES.fail, undefined],
  ])('by "%s" where %s', async (mode, _, report, status) => {
    const pull = addPull(bench.loopback.state);
    const { comment, problems } = await run(pull, report, { comment: mode, checkRun: true });
    expect([comment, problems]).toEqual([status, []]);
    expect(pull.comments).toHaveLength(status === 'created' ? 1 : 0);
    expect(bench.loopback.state.checkRuns).toHaveLength(1);
  });

  test.each(['changes', 'failures'] as const)(
    'by "%s" of an earlier push too: it then says what holds now',
    async (mode) => {
      const pull = addPull(bench.loopback.state);
      await run(pull, CASES.fail, { comment: mode });
      pull.headSha = '4'.repeat(40);
      expect((await run(pull, UNCHANGED, { comment: mode })).comment).toBe('updated');
      expect(pull.comments.map(({ body }) => body)).toEqual([
        expect.stringContaining('### ✅ digits: all 5 budgets are met; nothing changed'),
      ]);
    },
  );

  test('not again where someone deleted it and there is nothing to tell', async () => {
    const pull = addPull(bench.loopback.state);
    await run(pull, CASES.fail, { comment: 'changes' });
    const gone = () => {
      pull.comments = [];
    };
    bench.loopback.faults.push(meanwhile(/^PATCH /, gone));
    expect((await run(pull, UNCHANGED, { comment: 'changes' })).comment).toBe('not needed');
    expect(pull.comments).toEqual([]);
  });
});

describe('when GitHub fails', () => {
  const POST = /^POST .*\/comments$/;
  const PATCH = /^PATCH /;
  const LIST = /^GET .*\/issues\/7\/comments$/;
  const later = { 'retry-after': '7' };
  const reset = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(1_000_000_000 + 30) };

  test.each<[string, Fault[], number[]]>([
    ['a server error while reading', [refuse(LIST, 500)], [1000]],
    ['two gateway errors while reading', [refuse(LIST, 502, 'bad', {}, 2)], [1000, 2000]],
    ['429 with a delay', [refuse(POST, 429, 'slow down', later)], [7000]],
    ['403 of a secondary rate limit', [refuse(POST, 403, 'You have exceeded a secondary rate limit', later)], [7000]],
    ['403 of a used-up rate limit', [refuse(LIST, 403, 'API rate limit exceeded', reset)], [31_000]],
    ['a connection cut before the write', [cut(POST, 'before')], []],
    ['a connection cut after the write', [cut(POST, 'after')], []],
    ['an answer cut in its middle after the write', [cut(POST, 'after', 'in the middle')], []],
    ['an answer cut in its middle while reading', [cut(LIST, 'before', 'in the middle')], [1000]],
    ['a server error after the write', [{ ...refuse(POST, 502), when: 'after' }], []],
    ['GraphQL down', [refuse(/graphql/, 500, 'down', {}, 5)], [1000, 2000, 4000, 8000]],
  ])('%s: one comment, the verdict unchanged', async (_, faults, delays) => {
    const pull = addPull(bench.loopback.state);
    bench.loopback.faults.push(...faults);
    const { report, comment, problems } = await run(pull, CASES.fail);
    expect(comment).toBe('created');
    expect(problems).toEqual([]);
    expect(pull.comments).toHaveLength(1);
    expect(statusOfReport(report)).toBe(1);
    expect(bench.delays).toEqual(delays);
  });

  test('a slow answer is given up and asked for again', async () => {
    const pull = addPull(bench.loopback.state);
    bench.loopback.faults.push(slow(LIST, 600));
    const { comment } = await run(pull, CASES.fail, {}, {}, 'good-token', 150);
    expect(comment).toBe('created');
    expect(pull.comments).toHaveLength(1);
  });

  test.each<[string, Fault, string, string]>([
    ['401', refuse(/./, 401, 'Bad credentials', {}, 99), 'github/token', 'expired'],
    ['404', refuse(LIST, 404), 'github/missing', '404'],
    ['409', refuse(POST, 409), 'github/refused', '409'],
    ['422', refuse(POST, 422), 'github/refused', '422'],
    ['500 for ever', refuse(LIST, 500, 'down', {}, 99), 'github/server', '500'],
    ['a limit that ends in an hour', refuse(LIST, 429, 'x', { 'retry-after': '3600' }, 99), 'github/limit', 'limit'],
    ['a cut connection for ever', cut(LIST, 'before', 'at once', 99), 'github/connection', 'reached'],
  ])('%s: the verdict stands, the reason is told', async (_, fault, code, word) => {
    const pull = addPull(bench.loopback.state);
    bench.loopback.faults.push(fault);
    const { report, problems } = await run(pull, CASES.fail);
    expect(statusOfReport(report)).toBe(1);
    expect(problems[problems.length - 1]).toMatchObject({ code, message: expect.stringContaining(word) });
    expect(pull.comments).toEqual([]);
  });

  test('a comment that is deleted between list and update is written anew', async () => {
    const pull = addPull(bench.loopback.state);
    await run(pull, CASES.pass);
    const gone = () => {
      pull.comments = [];
    };
    bench.loopback.faults.push(meanwhile(PATCH, gone));
    expect((await run(pull, CASES.fail)).comment).toBe('created');
    expect(pull.comments).toHaveLength(1);
  });

  test('the head moves between list and write', async () => {
    const pull = addPull(bench.loopback.state);
    const move = () => {
      pull.headSha = '6'.repeat(40);
    };
    bench.loopback.faults.push(meanwhile(LIST, move, 'after'));
    expect((await run(pull, CASES.fail)).comment).toBe('outdated');
    expect(pull.comments).toEqual([]);
  });

  test('two runs at once leave one comment', async () => {
    const pull = addPull(bench.loopback.state);
    await Promise.all([run(pull, CASES.fail), run(pull, CASES.fail), run(pull, CASES.fail)]);
    expect(pull.comments).toHaveLength(1);
  });

  test.each<[string, Partial<PublishOptions>, string]>([
    ['comments', { comment: 'always' }, '"pull-requests: write"'],
    ['reviews', { comment: 'off', review: 'comment' }, '"pull-requests: write"'],
    ['check runs', { comment: 'off', checkRun: true }, '"checks: write"'],
  ])('a token that may not write %s names the line to add', async (_, part, line) => {
    const { state } = bench.loopback;
    const pull = addPull(state, { files: [KD_YAML] });
    state.tokens.set('reader', { user: BOT, permissions: { pull_requests: 'read', checks: 'read' } });
    const { problems } = await run(pull, CASES.fail, part, {}, 'reader');
    expect(problems).toEqual([{ code: 'github/permission', message: expect.stringContaining(line) }]);
    expect(problems[0].message).toContain('permissions:');
  });

  test('no token shows anywhere', async () => {
    const pull = addPull(bench.loopback.state);
    const { problems, report } = await run(pull, CASES.fail, {}, {}, 'ghs_secret');
    expect(JSON.stringify([problems, report])).not.toContain('ghs_secret');
    expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['github/token']));
  });
});

describe('the review', () => {
  const part: Partial<PublishOptions> = { comment: 'off', review: 'request-changes' };

  const suggested = (line: number, before: readonly string[], ...more: readonly number[]): Report => {
    const edit = (at: number) => ({ line: at, before: [...before], after: ['      size: 8'] });
    const edits = [line, ...more].map(edit);
    const proposal = { model: 'digits', passes: true, changes: [{ path: ['a'], to: 1 }], effects: [], edits };
    return { ...CASES.fail, models: CASES.fail.models.map((model) => ({ ...model, proposal })) };
  };
  const suggestions = (pull: Pull) => pull.reviewComments.filter(({ body }) => body.includes('suggestion'));

  test('has the change that passes as a suggestion, and takes the button away when it is of no use', async () => {
    const pull = addPull(bench.loopback.state, { files: [KD_YAML] });
    await run(pull, suggested(21, ['      size: x']), part);
    expect(suggestions(pull).map(({ line, body }) => [line, body.split('\n').slice(-3)])).toEqual([
      [21, ['```suggestion', '      size: 8', '```']],
    ]);
    await run(pull, suggested(21, ['      size: x']), part);
    expect(suggestions(pull)).toHaveLength(1);
    await run(pull, CASES.pass, part);
    expect(suggestions(pull)).toEqual([]);
    expect(pull.reviewComments.filter(({ body }) => body.includes('```yaml'))).toHaveLength(1);
  });

  test('covers the lines that it replaces', async () => {
    const pull = addPull(bench.loopback.state, { files: [KD_YAML] });
    await run(pull, suggested(21, ['      size: x', '      arena: y']), part);
    expect(suggestions(pull).map(({ start_line, line }) => [start_line, line])).toEqual([[21, 22]]);
  });

  test.each([
    ['other lines than those that the proposal replaces', suggested(21, ['      size: z'])],
    ['a part of them', suggested(21, ['      size: x'], 40)],
  ])('suggests nothing where the diff shows %s', async (_, report) => {
    const pull = addPull(bench.loopback.state, { files: [KD_YAML] });
    await run(pull, report, part);
    expect(pull.reviewComments).toHaveLength(5);
    expect(suggestions(pull)).toEqual([]);
  });

  test('stands on the lines of kd.yaml that failed, once, and is resolved when fixed', async () => {
    const pull = addPull(bench.loopback.state, { files: [KD_YAML] });
    await run(pull, CASES.fail, part);
    // Size fails twice on line 21, the arena on line 22; accuracy stands on line 23, which the diff shows too.
    expect(pull.reviewComments.map(({ path, line }) => [path, line])).toEqual([
      ['kd.yaml', 21],
      ['kd.yaml', 21],
      ['kd.yaml', 22],
      ['kd.yaml', 23],
      ['kd.yaml', 23],
    ]);
    expect(pull.reviews.map((r) => r.state)).toEqual(['CHANGES_REQUESTED']);
    await run(pull, CASES.fail, part);
    expect(pull.reviewComments).toHaveLength(5);
    expect(pull.reviews).toHaveLength(1);
    await run(pull, CASES.pass, part);
    expect(pull.reviewComments.every((c) => c.isResolved && c.body.includes('✅ Fixed in 1111111'))).toBe(true);
    expect(pull.reviews.map((r) => r.state)).toEqual(['DISMISSED']);
  });

  test('of two runs at once stands once', async () => {
    const pull = addPull(bench.loopback.state, { files: [KD_YAML] });
    await Promise.all([run(pull, CASES.fail, part), run(pull, CASES.fail, part), run(pull, CASES.fail, part)]);
    expect(pull.reviewComments).toHaveLength(5);
  });

  test.each([
    ['after it was written', 'after', [], 5],
    ['before it was written', 'before', ['github/connection'], 0],
  ] as const)('whose answer is lost %s is not written twice', async (_, when, codes, count) => {
    const pull = addPull(bench.loopback.state, { files: [KD_YAML] });
    bench.loopback.faults.push(cut(/^POST .*\/reviews$/, when));
    const { problems } = await run(pull, CASES.fail, part);
    expect(problems.map(({ code }) => code)).toEqual(codes);
    expect(pull.reviewComments).toHaveLength(count);
    await run(pull, CASES.fail, part);
    expect(pull.reviewComments).toHaveLength(5);
  });

  test('says nothing about lines that the diff does not show', async () => {
    const pull = addPull(bench.loopback.state, {
      files: [{ filename: 'src/main.c', status: 'modified', patch: '@@ -1 +1 @@\n+x' }],
    });
    const { problems } = await run(pull, CASES.fail, part);
    expect(pull.reviewComments).toEqual([]);
    expect(problems).toEqual([]);
  });

  test('points at the model file where that is what changed', async () => {
    const [model] = CASES.fail.models;
    const settings = { 'student.tflite': '../models/a.tflite' };
    const ofModelFile: Report = {
      ...CASES.fail,
      spec: { ...CASES.fail.spec, file: 'ml/kd.yaml' },
      models: [{ ...model, settings, budgets: [{ ...model.budgets[0], place: { file: 'ml/kd.yaml', line: 3 } }] }],
    };
    const pull = addPull(bench.loopback.state, { files: [{ filename: 'models/a.tflite', status: 'modified' }] });
    await run(pull, ofModelFile, { comment: 'off', review: 'comment' });
    expect(pull.reviewComments.map(({ path, line }) => [path, line])).toEqual([['models/a.tflite', undefined]]);
  });
});

describe('the check run', () => {
  test('is written once for a commit', async () => {
    const pull = addPull(bench.loopback.state);
    const part = { comment: 'off', checkRun: true } as const;
    await run(pull, CASES.fail, part);
    await run(pull, CASES.pass, part);
    expect(bench.loopback.state.checkRuns.map((r) => [r.headSha, r.conclusion, r.title])).toEqual([
      [pull.headSha, 'success', expect.stringContaining('✅')],
    ]);
  });
});

describe('the waiver', () => {
  const labelled = (actor: string, permission: 'admin' | 'write' | 'read') => {
    const { state } = bench.loopback;
    const pull = addPull(state);
    state.collaborators.set(actor, permission);
    setLabel(state, pull, 'kd-accept', actor);
    return pull;
  };
  const set = { action: 'labeled', label: { name: 'kd-accept' } };

  test('by someone with write access accepts the failure, and the comment names them', async () => {
    const pull = labelled('hubot', 'write');
    const { report } = await run(pull, CASES.fail, {}, set);
    expect(statusOfReport(report)).toBe(0);
    expect(pull.comments[0].body).toContain('accepted by hubot');
  });

  test('holds for later runs of the same commit, and is void on the next push', async () => {
    const pull = labelled('hubot', 'admin');
    await run(pull, CASES.fail, {}, set);
    const again = await run(pull, CASES.fail, {}, { action: 'reopened' });
    expect(statusOfReport(again.report)).toBe(0);
    pull.headSha = '7'.repeat(40);
    const pushed = await run(pull, CASES.fail);
    expect(pushed.report.waiver).toMatchObject({ status: 'void' });
    expect(statusOfReport(pushed.report)).toBe(1);
    expect(pull.labels).toEqual([]);
  });

  test('set again after the push counts again', async () => {
    const pull = labelled('hubot', 'admin');
    await run(pull, CASES.fail, {}, set);
    pull.headSha = '7'.repeat(40);
    await run(pull, CASES.fail);
    setLabel(bench.loopback.state, pull, 'kd-accept', 'hubot');
    expect(statusOfReport((await run(pull, CASES.fail, {}, set)).report)).toBe(0);
  });

  test('that is sticky outlives a push', async () => {
    const pull = labelled('hubot', 'write');
    const { report } = await run(pull, CASES.fail, { waiver: { label: 'kd-accept', sticky: true } });
    expect(statusOfReport(report)).toBe(0);
  });

  test.each(['read', undefined] as const)('by someone with %s access counts nothing', async (permission) => {
    const pull = labelled('triager', 'read');
    if (!permission) bench.loopback.state.collaborators.delete('triager');
    const { report } = await run(pull, CASES.fail, {}, set);
    expect(report.waiver?.status).toBe('no write access');
    expect(statusOfReport(report)).toBe(1);
  });

  test('holds for a fork, whose run may only read', async () => {
    const pull = labelled('hubot', 'write');
    pull.headRepo = 'mallory/edge';
    const { report, problems } = await run(pull, CASES.fail, {}, set);
    expect(statusOfReport(report)).toBe(0);
    expect(problems.map(({ code }) => code)).toEqual(['github/fork']);
    expect(pull.comments).toEqual([]);
    const pushed = await run(pull, CASES.fail);
    expect(statusOfReport(pushed.report)).toBe(1);
    expect(pull.labels).toEqual(['kd-accept']);
  });

  test('that a report claims without a label counts nothing', async () => {
    const pull = addPull(bench.loopback.state);
    const { report } = await run(pull, CASES.waived);
    expect(report.waiver).toBeUndefined();
    expect(statusOfReport(report)).toBe(1);
  });

  test('is not looked up when nothing failed', async () => {
    const pull = labelled('hubot', 'write');
    await run(pull, CASES.pass, {}, set);
    expect(bench.loopback.requests.filter((r) => r.includes('/events'))).toEqual([]);
  });

  test('a failure while looking it up leaves the failure', async () => {
    const pull = labelled('hubot', 'write');
    bench.loopback.faults.push(refuse(/\/events/, 500, 'down', {}, 99));
    const { report, problems } = await run(pull, CASES.fail, {}, set);
    expect(statusOfReport(report)).toBe(1);
    expect(problems.map(({ code }) => code)).toEqual(['github/server']);
  });
});
