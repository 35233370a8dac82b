// Mode `run`: the gate, with results stored in the Actions cache.
import { attemptLater, must, type Outcome, type Problem, reject } from '../../base/problem.ts';
import { headCommit } from '../../baseline/head.ts';
import type { Io } from '../../gate/io.ts';
import { parseThreads, THREADS_HELP } from '../../gate/threads.ts';
import { type CacheOptions, type CacheService, restoreStore, saveStore } from '../../github/cache.ts';
import { cacheScopeOf } from '../../github/cache-scope.ts';
import type { Workflow } from '../../github/workflow.ts';
import { ACTION_STORE_FOLDER } from '../defaults.ts';
import { performRun, type RunResult } from '../run/perform.ts';
import { baseSettings } from './base.ts';
import type { Inputs } from './inputs.ts';
import type { Mode, Runner } from './mode.ts';
import { amend, amendWith, presentRefusal, presentReport } from './present.ts';
import { keepWaiver, publishReport } from './publish.ts';
import { checkTree } from './tree.ts';
import { warningsOfWorkflow, workflowOf } from './workflow.ts';

/** Of the time for GitHub's side: fetching from the cache, and saving in it while the comment is written. */
const CACHE_SHARE = 0.5;

export const runMode: Mode = {
  name: 'run',
  async run(runner, inputs) {
    const event = await workflowOf(runner);
    const { workflow, warnings } = must(await checkTree(runner, inputs.spec, event));
    const { outcome, save, leftMs } = await runWithCache(runner, inputs, workflow);
    // What a refused run measured is stored as well.
    if (!outcome.ok) {
      const refusal = presentRefusal(outcome.problems);
      return { ...refusal, later: async () => amendWith(refusal.status, await save()) };
    }
    const { report, reportFile, warnings: ofRun } = outcome.value;
    const shown = { report, reportFile, warnings: [...warningsOfWorkflow(workflow), ...warnings, ...ofRun], workflow };
    // A job of a matrix leaves the comment to the job that merges.
    const isPart = inputs.model !== undefined;
    return {
      ...presentReport(shown),
      later: async () => {
        const publishing = isPart ? { report, problems: [] } : publishReport(runner, inputs, workflow, report, leftMs);
        const [publication, unsaved] = await Promise.all([publishing, save()]);
        const problems = [...publication.problems, ...unsaved, ...(await keepWaiver(runner.io, inputs, publication))];
        return amend(shown, { ...publication, problems });
      },
    };
  },
};

/** As the runner tells it; without it @actions/cache need not be loaded. */
function hasCacheService({ env }: Io): boolean {
  return Boolean(env.ACTIONS_RESULTS_URL || env.ACTIONS_CACHE_URL);
}

interface CachedRun {
  readonly outcome: Outcome<RunResult>;
  /** Puts the store into the cache: what could not be done. */
  readonly save: () => Promise<readonly Problem[]>;
  /** What fetching from the cache left of the time for GitHub's side. */
  readonly leftMs: number;
}

async function runWithCache(runner: Runner, inputs: Inputs, workflow: Outcome<Workflow>): Promise<CachedRun> {
  const threads = parseThreads(inputs.threads) ?? reject('arguments/threads', `threads: ${THREADS_HELP}`);
  const { io, machine } = runner;
  const { engines, model, out, ratchet, spec } = inputs;
  const engine = await runner.loadEngine();
  const problems: Problem[] = [];
  const started = io.nowMs();
  const store = inputs.store ? await emptyStore(runner, problems) : undefined;
  const cache = store ? await openCache(runner, inputs, workflow, store, engine.version) : undefined;
  const restored = cache && (await restoreStore(cache.service, cache.options, problems));
  const leftMs = runner.githubMs - (io.nowMs() - started);
  const outcome = await attemptLater(async () => {
    // Nobody waits for a change to main to be made smaller.
    const trainings = workflow.ok && workflow.value.pullRequest ? inputs.trainings : undefined;
    const found = { model, out, threads, engines, store, ratchet, trainings };
    const settings = { ...found, ...baseSettings(inputs, workflow) };
    const result = await performRun(io, machine, engine, spec, settings);
    return { ...result, warnings: [...result.warnings, ...problems] };
  });
  const save = async () => {
    const unsaved: Problem[] = [];
    if (cache) {
      await saveStore(cache.service, machine.storeFolderAt(cache.options.folder), cache.options, restored, unsaved);
    }
    return unsaved;
  };
  return { outcome, save, leftMs };
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
  { io, machine, loadCache, githubMs }: Runner,
  { cache, model: part }: Inputs,
  workflow: Outcome<Workflow>,
  folder: string,
  version: string,
): Promise<{ readonly service: CacheService; readonly options: CacheOptions } | undefined> {
  if (!cache || !workflow.ok || !hasCacheService(io)) return undefined;
  const git = machine.gitIn(machine.currentFolder());
  const [head, service] = await Promise.all([headCommit(git), loadCache()]);
  const timeoutMs = githubMs * CACHE_SHARE;
  return { service, options: { folder, version, scope: cacheScopeOf(workflow.value, head), part, timeoutMs } };
}
