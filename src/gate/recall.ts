// What a run before this one found of the same model with the same inputs, instead of hours of training.
import { done, type Outcome } from '../base/problem.ts';
import type { Tool } from '../report/report.ts';
import type { ModelResult } from '../store/entries.ts';
import { keyOf } from '../store/keys.ts';
import { recordReads } from '../store/reads.ts';
import type { Results } from '../store/results.ts';
import type { ModelRun } from './model-run.ts';

/** The stored result, or what `work` finds, which is then stored. Without `results` everything is measured anew. */
export async function recallOrRun(
  run: ModelRun,
  { results, tool }: { readonly results?: Results; readonly tool: Tool },
  work: (run: ModelRun) => Promise<Outcome<ModelResult>>,
): Promise<Outcome<ModelResult>> {
  const { name, tools } = run;
  const key = keyOfRun(run, tool);
  const known = await results?.recall(key);
  if (known) {
    tools.onProgress({ model: name, stage: 'stored', note: 'same inputs as before' });
    return done(known);
  }
  const reads = recordReads(tools.read);
  const outcome = await work({ ...run, tools: { ...tools, read: reads.read } });
  if (outcome.ok) await results?.keep(key, reads.digests(), outcome.value);
  return outcome;
}

/** The model's section of kd.yaml with defaults but without budgets, the seed, the boards, and the tool's version. */
function keyOfRun({ name, model, seed, boards }: ModelRun, tool: Tool): string {
  const { limits: _, ...settings } = model;
  return keyOf({ name, settings, seed, boards, tool });
}
