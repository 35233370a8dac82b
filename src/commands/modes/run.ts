// Mode `run`: the gate, with results stored in the Actions cache.
import { attemptLater, must, type Outcome, type Problem, reject } from '../../base/problem.ts';
import type { Io } from '../../gate/io.ts';
import { parseThreads, THREADS_HELP } from '../../gate/threads.ts';
import { type CacheOptions, type CacheService, restoreStore, saveStore } from '../../github/cache.ts';
import { cacheScopeOf } from '../../github/cache-scope.ts';
import type { Workflow } from '../../github/workflow.ts';
import { ACTION_STORE_FOLDER, RULES, type WhoseRules } from '../defaults.ts';
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
  const { model, out, ratchet, spec } = inputs;
  const engine = await runner.loadEngine();
  const problems: Problem[] = [];
  const store = inputs.store ? await emptyStore(runner, problems) : undefined;
  const cache = store ? await openCache(runner, inputs, workflow, store, engine.version) : undefined;
  const restored = cache && (await restoreStore(cache.service, cache.options, problems));
  const baselineRef = inputs.base ?? (workflow.ok ? workflow.value.baseCommit : undefined);
  const isBaselineNamed = inputs.base !== undefined;
  const rules = rulesFor(inputs, workflow);
  const settings = { model, out, threads, baselineRef, isBaselineNamed, store, ratchet, rules };
  // What a refused run measured is stored as well.
  const result = await attemptLater(() => performRun(io, machine, engine, spec, settings));
  if (cache) {
    await saveStore(cache.service, machine.storeFolderAt(cache.options.folder), cache.options, restored, problems);
  }
  const { report, reportFile, warnings } = must(result);
  return { report, reportFile, warnings: [...warnings, ...problems] };
}

/**
 * Outside of the checkout, and empty: only the Actions cache fills it. Undefined where the runner's folder refuses
 * that, which is a warning.
 */
async function emptyStore({ io, machine }: Runner, problems: Problem[]): Promise<string | undefined> {
  const folder = io.join(io.env.RUNNER_TEMP || machine.temporaryFolder(), ACTION_STORE_FOLDER);
  const emptied = await machine.removeFolder(folder).then(
    () => true,
    () => false,
  );
  if (emptied) return folder;
  problems.push({ code: 'store/unwritable', message: `${folder} can't be emptied; nothing is stored or found there` });
  return undefined;
}

async function openCache(
  { io, machine, loadCache }: Runner,
  { cache, model: part }: Inputs,
  workflow: Outcome<Workflow>,
  folder: string,
  version: string,
): Promise<{ readonly service: CacheService; readonly options: CacheOptions } | undefined> {
  if (!cache || !workflow.ok || !hasCacheService(io)) return undefined;
  const head = await machine.gitIn(machine.currentFolder())(['rev-parse', 'HEAD']);
  const scope = cacheScopeOf(workflow.value, head.status === 0 ? head.out.trim() : undefined);
  return { service: await loadCache(), options: { folder, version, scope, part, timeoutMs: CACHE_TIMEOUT_MS } };
}
