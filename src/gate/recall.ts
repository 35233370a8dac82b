// What a run before this one found of the same model with the same inputs, instead of hours of training.
import { done, type Outcome } from '../base/problem.ts';
import type { DataSets } from '../data/load.ts';
import type { ModelResult } from '../store/entries.ts';
import { keyOf } from '../store/keys.ts';
import { digestsFrom, recordReads } from '../store/reads.ts';
import { costLimitsOf } from './measure-export.ts';
import type { ModelRun } from './model-run.ts';
import { lossBoundOf } from './quantize-student.ts';

/** The stored result, or what `work` finds, which is then stored. */
export async function recallOrRun(
  run: ModelRun,
  work: (run: ModelRun) => Promise<Outcome<ModelResult>>,
): Promise<Outcome<ModelResult>> {
  const { name, tools, results } = run;
  const key = keyOfRun(run);
  const known = await results?.recall(key, run, digestsFrom(tools.read));
  if (known) {
    tools.onProgress({ model: name, stage: 'stored', note: 'same inputs as before' });
    return done(known);
  }
  const reads = recordReads(tools.read);
  const outcome = await work({ ...run, tools: { ...tools, read: reads.read } });
  if (outcome.ok) await results?.keep(key, await reads.digests(), outcome.value);
  return outcome;
}

/** The model's section of kd.yaml with defaults but without budgets, the seed, the boards, and the tool's version. The
 * budgets that decide what is made, where they do, are part of it. */
function keyOfRun({ name, model, seed, boards, reserve, tool }: ModelRun): string {
  const { limits: _, ...settings } = model;
  const mayLose = settings.quantize.mode === 'auto' ? lossBoundOf(model) : undefined;
  const mayCost = settings.export?.decode === 'auto' ? costLimitsOf(model, reserve) : undefined;
  return keyOf({ name, settings, seed, boards, tool, mayLose, mayCost });
}

/** All that `makeModel` depends on beside the files that it reads. */
export function inputsOfBuild({ model, seed, tool }: ModelRun, { train, test, calibrate }: DataSets): unknown {
  // What is measured of the model, and how its file is written, comes after.
  const { limits: _, boards: _boards, export: _export, ...settings } = model;
  const mayLose = settings.quantize.mode === 'auto' ? lossBoundOf(model) : undefined;
  const sets = [train, test, calibrate].map((set) => set && { digest: set.digest, count: set.count });
  return { settings, seed, tool, mayLose, sets };
}
