// The GitHub Action: the gate from the environment that the runner sets, its outputs, annotations and job summary.
import { writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import * as core from '@actions/core';
import { act } from './commands/modes/act.ts';
import { MODES } from './commands/modes/index.ts';
import type { ActionResult, Amendment } from './commands/modes/mode.ts';
import { CRASHED, describeCrash, leave, onCrash } from './host/crash.ts';
import { loadEngine } from './host/engine.ts';
import { outliveReader, processIo, processMachine } from './host/process.ts';

/** Milliseconds; only a bundle for a test has another. */
declare const KD_GATE_GITHUB_MS: number | undefined;
const GITHUB_MS = typeof KD_GATE_GITHUB_MS === 'number' ? KD_GATE_GITHUB_MS : 90_000;

const TELL = { error: core.error, warning: core.warning, notice: core.notice };

// What ends without a status has not measured.
process.exitCode = CRASHED;
/** Of the verdict, once it is shown: what fails later is a warning. */
let status: number | undefined;
onCrash((error) => {
  const message = describeCrash(error);
  if (status === undefined) show(crashed(message));
  else core.warning(message, { title: 'kd-gate' });
  leave(status ?? CRASHED);
});
outliveReader();
main();

async function main(): Promise<void> {
  const workspace = process.env.GITHUB_WORKSPACE || process.cwd();
  const refusal = enter(workspace);
  const result: ActionResult = refusal ? crashed(refusal) : await act(runnerIn(workspace), MODES);
  show(result);
  status = result.status;
  if (!result.later) return leave(result.status);
  const amendment = await result.later();
  show(amendment);
  leave(amendment.status);
}

/** Why the workspace can't be worked in. */
function enter(workspace: string): string | undefined {
  try {
    process.chdir(workspace);
    return undefined;
  } catch {
    return `the workspace ${workspace} (GITHUB_WORKSPACE) is not there; put actions/checkout before kd-gate`;
  }
}

function runnerIn(workspace: string) {
  const { GITHUB_EVENT_PATH } = process.env;
  // @actions/github reads the event too, as soon as it is loaded, and throws when it can't.
  delete process.env.GITHUB_EVENT_PATH;
  return {
    io: processIo(workspace, false),
    machine: processMachine(false),
    loadEngine,
    input: (name: string) => core.getInput(name),
    readEvent: async () => (GITHUB_EVENT_PATH ? JSON.parse(await readFile(GITHUB_EVENT_PATH, 'utf8')) : {}),
    loadCache: async () => (await import('./host/actions-cache.ts')).actionsCache(),
    githubMs: GITHUB_MS,
  };
}

function crashed(message: string): ActionResult {
  return {
    status: CRASHED,
    annotations: [{ level: 'error', message }],
    outputs: { verdict: 'not measured' },
    summary: '## ❔ kd-gate could not run\n\nThe log of the step says why.\n',
  };
}

/** core escapes what would be a workflow command. What can't be written is a warning, and the status stays. */
function show({ annotations, outputs, summary, info }: Amendment): void {
  for (const { level, message, place } of annotations) {
    const properties = { title: 'kd-gate', file: place?.file, startLine: place?.line, startColumn: place?.column };
    TELL[level](message, properties);
  }
  if (info) core.info(info);
  guard('the outputs', () => {
    for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
  });
  if (summary !== undefined) guard('the job summary', () => writeSummary(summary));
}

/** The runner gives each step a file of its own: what a later summary says takes the place of the earlier. */
function writeSummary(summary: string): void {
  const { GITHUB_STEP_SUMMARY } = process.env;
  if (GITHUB_STEP_SUMMARY) writeFileSync(GITHUB_STEP_SUMMARY, `${summary}\n`);
}

function guard(what: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    core.warning(`${what} could not be written: ${reason}`, { title: 'kd-gate' });
  }
}
