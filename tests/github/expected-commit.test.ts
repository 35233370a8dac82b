import { expect, test } from 'vitest';
import { fuzzEvents } from '../../bench/fuzz/events.ts';
import { expectedCommitOf } from '../../src/github/expected-commit.ts';
import { readWorkflow } from '../../src/github/workflow.ts';
import { runnerEnv } from './client.ts';

const [A, B] = ['a'.repeat(40), 'b'.repeat(40)];
const RUN_SHA = '3'.repeat(40);
const pull_request = { number: 7, head: { sha: A }, base: { sha: B } };

test.each([
  ['pull_request', { pull_request }, { commits: [A], merge: { base: B, head: A, commit: RUN_SHA } }],
  ['pull_request_target', { pull_request }, { commits: [A], merge: { base: B, head: A, ref: 'refs/pull/7/merge' } }],
  ['merge_group', { merge_group: { head_sha: A, base_sha: B } }, { commits: [A, RUN_SHA] }],
  ['push', { before: B, after: A }, { commits: [RUN_SHA] }],
  ['schedule', {}, undefined],
  ['workflow_dispatch', { pull_request }, undefined],
])('which commit %s is about', (event, payload, expected) => {
  const workflow = readWorkflow(runnerEnv(event), payload);
  expect(workflow.ok && expectedCommitOf(workflow.value)).toEqual(expected);
});

test('no mutated event crashes, and none makes another tree the expected one', async () => {
  const { tried, refused, accepted, falsePasses, crashes } = await fuzzEvents(5000, 8);
  expect([tried, refused + accepted, falsePasses, crashes]).toEqual([5000, 5000, 0, 0]);
  // Neither all nor nothing, or the counts above would say little.
  expect(accepted).toBeGreaterThan(500);
  expect(refused).toBeGreaterThan(500);
});
