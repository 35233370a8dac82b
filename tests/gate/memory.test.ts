import { describe, expect, test } from 'vitest';
import { done, failed, type Outcome } from '../../src/base/problem.ts';
import type { ReadFile } from '../../src/base/read-file.ts';
import { newMemory, recallStage, rememberingEvaluate } from '../../src/gate/memory.ts';
import type { ModelRun } from '../../src/gate/model-run.ts';
import type { Evaluation } from '../../src/gate/scorer.ts';
import type { TestSet } from '../../src/gate/test-set.ts';

/** A model of a run over these files; what is read of them is noted. */
function runOver(files: Record<string, string>, memory = newMemory()) {
  const reads: string[] = [];
  const read: ReadFile = async (path) => {
    reads.push(path);
    return done(new TextEncoder().encode(files[path]));
  };
  // Of a run, a stage is recalled by these alone.
  const run = { name: 'm', memory, tools: { read } } as unknown as ModelRun;
  return { run, reads };
}

/** A stage that reads one file and counts how often it works. */
function counting(file = 'a.npz', result: Outcome<string> = done('made')) {
  const calls: number[] = [];
  const work = async (read: ReadFile) => {
    await read(file);
    calls.push(calls.length);
    return result;
  };
  return { calls, stage: (inputs: unknown, mayStay?: () => boolean) => ({ name: 's', inputs, work, mayStay }) };
}

describe('a stage', () => {
  test('is not repeated for the same inputs and files, which are read again for what is stored', async () => {
    const { run, reads } = runOver({ 'a.npz': 'x' });
    const { calls, stage } = counting();
    for (let i = 0; i < 3; i++) expect(await recallStage(run, stage({ epochs: 1 }))).toEqual(done('made'));
    expect([calls.length, reads]).toEqual([1, ['a.npz', 'a.npz', 'a.npz']]);
  });

  test('is repeated where an input or the content of a file is another', async () => {
    const files = { 'a.npz': 'x' };
    const { run } = runOver(files);
    const { calls, stage } = counting();
    await recallStage(run, stage({ epochs: 1 }));
    await recallStage(run, stage({ epochs: 2 }));
    files['a.npz'] = 'y';
    await recallStage(run, stage({ epochs: 2 }));
    expect(calls).toHaveLength(3);
  });

  test.each<[string, Outcome<string>, boolean]>([
    ['a mistake', failed({ code: 'data/empty', message: 'no samples' }), true],
    ['what lies in a file of the run', done('made'), false],
  ])('%s is not kept', async (_, result, mayStay) => {
    const { run } = runOver({ 'a.npz': 'x' });
    const { calls, stage } = counting('a.npz', result);
    for (let i = 0; i < 2; i++)
      await recallStage(
        run,
        stage({}, () => mayStay),
      );
    expect(calls).toHaveLength(2);
  });

  test('is made each time without a memory', async () => {
    const { run } = runOver({ 'a.npz': 'x' });
    const { calls, stage } = counting();
    for (let i = 0; i < 2; i++) await recallStage({ ...run, memory: undefined }, stage({}));
    expect(calls).toHaveLength(2);
  });
});

test('a test set is evaluated once with the same bytes, threshold and labels', async () => {
  let calls = 0;
  const evaluate = rememberingEvaluate(newMemory(), async () => {
    calls++;
    return done<Evaluation>({ rows: new Float64Array([calls]) });
  });
  const model = (byte: number) => ({ bytes: new Uint8Array([byte]), interpreter: undefined }) as never;
  const labels = new Int32Array(2);
  const set = (part: Partial<TestSet>) => ({ labels, threshold: 0.5, ...part }) as TestSet;
  const first = await evaluate(model(1), set({}));
  expect(await evaluate(model(1), set({}))).toEqual(first);
  expect(calls).toBe(1);
  await evaluate(model(2), set({}));
  await evaluate(model(1), set({ threshold: 0.6 }));
  await evaluate(model(1), set({ labels: new Int32Array(2) }));
  expect(calls).toBe(4);
});
