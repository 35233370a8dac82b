// Mode `run`: the gate, with results stored in the Actions cache.
import { attemptLater, must, type Outcome, type Problem, reject } from '../../base/problem.ts';
import type { Io } from '../../gate/io.ts';
import { parseThreads, THREADS_HELP } from '../../gate/threads.ts';
import { restoreStore, saveStore } from '../../github/cache.ts';
import type { Workflow } from '../../github/workflow.ts';
import { RULES, type WhoseRules } from '../defaults.ts';
import { writeReport } from '../report-file.ts';
import { performRun, type RunResult } from '../run/perform.ts';
import type { Inputs } from './inputs.ts';
import type { Mode, Runner } from './mode.ts';
import { presentReport } from './present.ts';
import { publishReport } from './publish.ts';
import { workflowOf } from './workflow.ts';

const CACHE_TIMEOUT_MS = 60_000;

export const runMode: Mode = {
  name: 'run',
  async run(runner, inputs) {
    const workflow = await workflowOf(runner);
    const result = await runWithCache(runner, inputs, workflow);
    // A job of a matrix leaves the comment to the job that merges.
    const isPart = inputs.model !== undefined;
    const { report, problems } = isPart
      ? { report: result.report, problems: [] }
      : await publishReport(runner, inputs, workflow, result.report);
    await writeReport(runner.io, inputs.out, report);
    return presentReport({
      report,
      reportFile: result.reportFile,
      warnings: [...result.warnings, ...problems],
      workflow,
    });
  },
};

/** As the runner tells it; without it @actions/cache need not be loaded. */
function hasCacheService({ env }: Io): boolean {
  return Boolean(env.ACTIONS_RESULTS_URL || env.ACTIONS_CACHE_URL);
}

/** What was pushed has been merged: from then on changed rules hold. */
function rulesFor({ rules, base }: Inputs, workflow: Outcome<Workflow>): WhoseRules {
  const isPush = workflow.ok && workflow.value.event === 'push';
  return isPush && base === undefined ? RULES : rules;
}

async function runWithCache(runner: Runner, inputs: Inputs, workflow: Outcome<Workflow>): Promise<RunResult> {
  const threads = parseThreads(inputs.threads) ?? reject('arguments/threads', `threads: ${THREADS_HELP}`);
  const { io, machine } = runner;
  const { store, model, out, ratchet, spec } = inputs;
  const engine = await runner.loadEngine();
  const problems: Problem[] = [];
  const cache = store && inputs.cache && workflow.ok && hasCacheService(io) ? await runner.loadCache() : undefined;
  const options = { folder: store ?? '', version: engine.version, part: model, timeoutMs: CACHE_TIMEOUT_MS };
  const restored = cache && (await restoreStore(cache, options, problems));
  const baselineRef = inputs.base ?? (workflow.ok ? workflow.value.baseCommit : undefined);
  const isBaselineNamed = inputs.base !== undefined;
  const rules = rulesFor(inputs, workflow);
  const settings = { model, out, threads, baselineRef, isBaselineNamed, store, ratchet, rules };
  // What a refused run measured is stored as well.
  const result = await attemptLater(() => performRun(io, machine, engine, spec, settings));
  if (cache && store) await saveStore(cache, machine.storeFolderAt(store), options, restored, problems);
  const { report, reportFile, warnings } = must(result);
  return { report, reportFile, warnings: [...warnings, ...problems] };
}
