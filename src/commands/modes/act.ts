// What the action does in each of its modes: the gate, and GitHub's side of it.
import { describeProblem, done, failed, type Outcome, type Place, type Problem } from '../../base/problem.ts';
import type { Engine } from '../../gate/engine.ts';
import type { ExitStatus, Io } from '../../gate/io.ts';
import type { Machine } from '../../gate/machine.ts';
import { parseThreads, THREADS_HELP } from '../../gate/threads.ts';
import type { Api } from '../../github/api.ts';
import { type CacheService, restoreStore, saveStore } from '../../github/cache.ts';
import { FORK_NOTICE, findPullRequest } from '../../github/companion.ts';
import { type Inputs, readInputs } from '../../github/inputs.ts';
import { type PublishOptions, publish } from '../../github/publish.ts';
import { type PullRequest, readWorkflow, type Workflow } from '../../github/workflow.ts';
import { escapeMarkdown } from '../../report/escape.ts';
import { decisionOf, statusOfReport } from '../../report/headline.ts';
import { renderMarkdown } from '../../report/markdown.ts';
import { planMatrix } from '../../report/merge.ts';
import { type Annotation, annotationsOf, outputsOf } from '../../report/outputs.ts';
import { readReport } from '../../report/read.ts';
import type { Report } from '../../report/report.ts';
import { renderText } from '../../report/text.ts';
import { mergeFolder } from '../merge.ts';
import { modelsOf } from '../plan.ts';
import { statusOf } from '../problems.ts';
import { performRun, writeReport } from '../run.ts';

export interface Runner {
  readonly io: Io;
  readonly machine: Machine;
  readonly loadEngine: () => Promise<Engine>;
  readonly input: (name: string) => string;
  readonly readEvent: () => Promise<unknown>;
  /** Loaded only where it is used. */
  readonly loadCache: () => Promise<CacheService>;
}

export interface Acted {
  readonly status: ExitStatus;
  readonly annotations: readonly Annotation[];
  readonly outputs: Readonly<Record<string, string>>;
  /** Markdown. */
  readonly summary?: string;
  readonly info?: string;
}

const CACHE_TIMEOUT_MS = 60_000;
const MOST_REPORT_BYTES = 16 * 1024 * 1024;

export async function act(runner: Runner): Promise<Acted> {
  const inputs = readInputs(runner.input);
  if (!inputs.ok) return refused(inputs.problems);
  if (inputs.value.mode === 'plan') return plan(runner.io, inputs.value);
  const workflow = await workflowOf(runner);
  const made = await makeReport(runner, inputs.value, workflow);
  if (!made.ok) return refused(made.problems);
  return tell(runner, inputs.value, workflow, made.value);
}

/** Mistakes of the user: an annotation each, on its line, and all of them in the summary. */
function refused(problems: readonly Problem[]): Acted {
  const annotations = problems.map((problem): Annotation => ({ level: 'error', ...annotated(problem) }));
  const lines = problems.map((problem) => `- ${escapeMarkdown(describeProblem(problem))}`);
  const summary = ['## ❔ kd-gate could not run', ...lines, ''].join('\n');
  return {
    status: statusOf(problems),
    annotations,
    outputs: { verdict: 'not measured', 'comment-body': summary },
    summary,
  };
}

function annotated(problem: Problem): { readonly message: string; readonly place?: Place } {
  return { message: describeProblem(problem), place: problem.place };
}

async function plan(io: Io, { spec }: Inputs): Promise<Acted> {
  const models = await modelsOf(io, spec);
  if (!models.ok) return refused(models.problems);
  return { status: 0, annotations: [], outputs: { matrix: JSON.stringify(planMatrix(models.value)) } };
}

/** Undefined outside of a workflow: the gate works, and shows nothing on GitHub. */
async function workflowOf({ io, readEvent }: Runner): Promise<Outcome<Workflow>> {
  let event: unknown;
  try {
    event = await readEvent();
  } catch {
    return failed({ code: 'github/event', message: 'the file of GITHUB_EVENT_PATH is not JSON' });
  }
  return readWorkflow(io.env, event);
}

interface Made {
  readonly report: Report;
  readonly reportFile: string;
  readonly warnings: readonly Problem[];
}

async function makeReport(runner: Runner, inputs: Inputs, workflow: Outcome<Workflow>): Promise<Outcome<Made>> {
  const { io } = runner;
  if (inputs.mode === 'comment') {
    const { reports } = inputs;
    const file = reports.endsWith('.json') ? reports : io.join(reports, 'report.json');
    const text = await io.readUserFile(file, MOST_REPORT_BYTES);
    if (!text.ok) return text;
    const report = readReport(new TextDecoder().decode(text.value), file);
    return report.ok ? done({ report: report.value, reportFile: file, warnings: [] }) : report;
  }
  if (inputs.mode === 'merge') {
    const merged = await mergeFolder(io, runner.machine, inputs.spec, inputs.reports);
    if (!merged.ok) return merged;
    return done({ report: merged.value, reportFile: io.join(inputs.out, 'report.json'), warnings: [] });
  }
  return runGateWithStore(runner, inputs, workflow);
}

/** As the runner tells it; without it @actions/cache need not be loaded. */
function hasCacheService({ env }: Io): boolean {
  return Boolean(env.ACTIONS_RESULTS_URL || env.ACTIONS_CACHE_URL);
}

async function runGateWithStore(runner: Runner, inputs: Inputs, workflow: Outcome<Workflow>): Promise<Outcome<Made>> {
  const threads = parseThreads(inputs.threads);
  if (threads === undefined) return failed({ code: 'arguments/threads', message: `threads: ${THREADS_HELP}` });
  const { io, machine } = runner;
  const { store, model, out, ratchet, spec } = inputs;
  const engine = await runner.loadEngine();
  const problems: Problem[] = [];
  const cache = store && inputs.cache && workflow.ok && hasCacheService(io) ? await runner.loadCache() : undefined;
  const options = { folder: store ?? '', version: engine.version, part: model, timeoutMs: CACHE_TIMEOUT_MS };
  const restored = cache && (await restoreStore(cache, options, problems));
  const base = inputs.base ?? (workflow.ok ? workflow.value.baseCommit : undefined);
  const ran = await performRun(io, machine, engine, spec, {
    model,
    out,
    threads,
    base,
    isBaseNamed: inputs.base !== undefined,
    store,
    ratchet,
  });
  if (cache && store) await saveStore(cache, machine.shelfAt(store), options, restored, problems);
  if (!ran.ok) return ran;
  const { report, reportFile, warnings } = ran.value;
  return done({ report, reportFile, warnings: [...warnings, ...problems] });
}

/** GitHub's side, the annotations, the outputs and the summary. */
async function tell(runner: Runner, inputs: Inputs, workflow: Outcome<Workflow>, made: Made): Promise<Acted> {
  const shown = await show(runner, inputs, workflow, made.report);
  if (!shown.ok) return refused(shown.problems);
  const { report, problems } = shown.value;
  if (inputs.mode !== 'comment') await writeReport(runner.io, inputs.out, report);
  const runUrl = workflow.ok ? workflow.value.runUrl : undefined;
  const head = workflow.ok ? workflow.value.sha || undefined : undefined;
  const markdown = renderMarkdown(report, { runUrl, head });
  const warnings = [...made.warnings, ...problems].map(
    (problem): Annotation => ({ level: 'warning', ...annotated(problem) }),
  );
  // The companion's own job says whether it posted; the verdict is the other run's.
  const status = inputs.mode === 'comment' ? 0 : statusOfReport(report);
  return {
    status,
    annotations: inputs.mode === 'comment' ? warnings : [...annotationsOf(report), ...warnings],
    outputs: {
      ...outputsOf(report),
      verdict: decisionOf(report),
      'report-json': made.reportFile,
      'comment-body': markdown,
    },
    summary: markdown,
    info: renderText(report, { colour: false }),
  };
}

interface Shown {
  readonly report: Report;
  readonly problems: readonly Problem[];
}

async function show(
  runner: Runner,
  inputs: Inputs,
  workflow: Outcome<Workflow>,
  report: Report,
): Promise<Outcome<Shown>> {
  if (!workflow.ok) return inputs.mode === 'comment' ? workflow : done({ report, problems: [] });
  // A job of a matrix leaves the comment to the job that merges.
  const isPart = inputs.mode === 'run' && inputs.model !== undefined;
  const isQuiet =
    isPart ||
    !(
      workflow.value.pullRequest ||
      inputs.mode === 'comment' ||
      inputs.checkRun ||
      workflow.value.event === 'merge_group'
    );
  if (isQuiet) return done({ report, problems: [] });
  if (!inputs.token) {
    const message = 'the input token is empty, so no comment is written; leave it out to use the token of the run';
    return done({ report, problems: [{ code: 'github/token', message }] });
  }
  // Loaded only where it is used: most of the bundle is GitHub's client.
  const { createApi } = await import('../../github/api.ts');
  const { apiUrl, owner, repo } = workflow.value;
  const api = createApi({
    token: inputs.token,
    baseUrl: apiUrl,
    owner,
    repo,
    sleep: runner.machine.sleep,
    nowMs: () => Date.now(),
  });
  const pull = await pullOf(api, inputs, workflow.value);
  if (!pull.ok) return pull;
  const { comment, review, checkRun, waiver } = inputs;
  const notice = inputs.mode === 'comment' && pull.value?.isFork ? FORK_NOTICE : undefined;
  const options: PublishOptions = { comment, review, checkRun, waiver, key: report.spec.file, notice };
  const { report: judged, problems } = await publish(api, workflow.value, pull.value, report, options);
  return done({ report: judged, problems });
}

async function pullOf(api: Api, { mode }: Inputs, workflow: Workflow): Promise<Outcome<PullRequest | undefined>> {
  return mode === 'comment' ? findPullRequest(api, workflow) : done(workflow.pullRequest);
}
