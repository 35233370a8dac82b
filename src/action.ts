// The GitHub Action: the gate from the environment that the runner sets, its outputs, annotations and job summary.
import { readFile } from 'node:fs/promises';
import * as core from '@actions/core';
import { act } from './commands/modes/act.ts';
import { MODES } from './commands/modes/index.ts';
import type { ActionResult } from './commands/modes/mode.ts';
import { loadEngine } from './host/engine.ts';
import { processIo, processMachine } from './host/process.ts';

async function main(workspace: string): Promise<void> {
  const { GITHUB_EVENT_PATH, GITHUB_STEP_SUMMARY } = process.env;
  const runner = {
    io: processIo(workspace, false),
    machine: processMachine(false),
    loadEngine,
    input: (name: string) => core.getInput(name),
    readEvent: async () => (GITHUB_EVENT_PATH ? JSON.parse(await readFile(GITHUB_EVENT_PATH, 'utf8')) : {}),
    loadCache: async () => (await import('./host/actions-cache.ts')).actionsCache(),
  };
  const result = await act(runner, MODES);
  show(result);
  if (result.summary && GITHUB_STEP_SUMMARY) await core.summary.addRaw(result.summary, true).write();
  process.exitCode = result.status;
}

/** core escapes what would be a workflow command. */
function show({ annotations, outputs, info }: ActionResult): void {
  for (const { level, message, place } of annotations) {
    const properties = { title: 'kd-gate', file: place?.file, startLine: place?.line, startColumn: place?.column };
    if (level === 'error') core.error(message, properties);
    else core.warning(message, properties);
  }
  for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
  if (info) core.info(info);
}

const folder = process.env.GITHUB_WORKSPACE ?? process.cwd();
process.chdir(folder);
main(folder).catch((error) => {
  core.error(`kd-gate failed by a mistake of its own: ${error instanceof Error ? error.stack : error}`);
  process.exitCode = 3;
});
