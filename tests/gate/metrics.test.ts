// A wake word and an anomaly, from their kd.yaml to budgets on what a user notices.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import { runGate } from '../../src/gate/gate.ts';
import { contradictionsOf } from '../../src/report/contradictions.ts';
import { unpackPredictions } from '../../src/report/predictions.ts';
import { readReport } from '../../src/report/read.ts';
import { renderJson, renderText } from '../../src/report/text.ts';
import { gateInput } from './in-memory.ts';

async function run(folder: string, change = (yaml: string) => yaml) {
  const path = join(import.meta.dirname, '../../fixtures', folder);
  const files = new Map(readdirSync(path).map((name) => [name, new Uint8Array(readFileSync(join(path, name)))]));
  const yaml = change(readFileSync(join(path, 'kd.yaml'), 'utf8')).replace(/boards: .*/, 'boards: []');
  const notes: string[] = [];
  const tools = { onProgress: ({ note }: { note?: string }) => note !== undefined && notes.push(note) };
  const { report } = must(await runGate(gateInput(yaml, files, tools)));
  expect(contradictionsOf(report.models[0])).toEqual([]);
  expect(must(readReport(renderJson(report), 'report.json'))).toEqual(report);
  return { model: report.models[0], notes, text: renderText(report, { colour: false }) };
}

describe('a wake word', () => {
  test('is judged by what it finds at so many false accepts an hour', async () => {
    const { model, notes } = await run('streaming');
    expect(model.budgets.map(({ measure, scope, verdict }) => [measure, scope, verdict])).toEqual([
      ['auc', undefined, 'pass'],
      ['recall', 'word', 'pass'],
      ['recallAt', 'word, 100 false accepts/h', 'pass'],
    ]);
    const others = model.perClass?.[0].total ?? 0;
    // Each recording is one sample of 0.9 s here.
    expect(model.predictions?.secondsByClass?.[0]).toBeCloseTo(0.9 * others, 9);
    expect(notes).toContainEqual(
      expect.stringMatching(/^budgets\.recallAt\.min 60% at 100 false accepts\/h: .* are few/),
    );
  });

  test('that has another name is not measured, and that is told before', async () => {
    const { model, notes } = await run('streaming', (yaml) => yaml.replace('min: { word: 80% }', 'min: { wrod: 80% }'));
    expect(model.verdict).toBe('not measured');
    expect(notes).toContain('budgets.recall.min 80%: the data have no such class; did you mean "word"?');
  });

  test('the matrix, the mistakes and the packed answers are those of the accuracy', async () => {
    const { model } = await run('streaming');
    const { confusion, mistakes = [], accuracy, predictions } = model;
    expect(confusion?.classes).toEqual(['other', 'word']);
    const right = (confusion?.rows ?? []).reduce((sum, row, i) => sum + row[i], 0);
    expect(right).toBe(accuracy?.correct);
    expect(mistakes).toHaveLength((accuracy?.total ?? 0) - (accuracy?.correct ?? 0));
    const sure = mistakes.map(({ confidence }) => confidence);
    expect(sure).toEqual([...sure].sort((a, b) => b - a));
    expect(predictions && unpackPredictions(predictions)?.samples).toBe(accuracy?.total);
  });
});

test('an anomaly is judged by how well the error tells it', async () => {
  const { model, text } = await run('metrics');
  expect(model.budgets.map(({ measure, scope, verdict }) => [measure, scope, verdict])).toEqual([
    ['auc', undefined, 'pass'],
    ['auc', undefined, 'no baseline'],
    ['recallAt', 'anomaly, 5% false positives', 'pass'],
    ['rmse', undefined, 'pass'],
    ['rmse', undefined, 'no baseline'],
  ]);
  expect(model.budgets[0].value).toBe(model.error?.auc);
  expect(model.predictions).toMatchObject({ kind: 'errors', type: 'float64', width: 2, samples: 200 });
  expect(text).toMatch(/recall at rate \(anomaly, 5% false positives\) +\d/);
});
