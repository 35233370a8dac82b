// The GitHub Action: the gate from the environment that the runner sets, its outputs, annotations and job summary.
import { readFile } from 'node:fs/promises';
import * as core from '@actions/core';
import { type Acted, act } from './commands/modes/act.ts';
import { loadEngine } from './host/engine.ts';
import { processIo, processMachine, UserMistake } from './host/process.ts';

async function main(workspace: string): Promise<void> {
  const { GITHUB_EVENT_PATH, GITHUB_STEP_SUMMARY } = process.env;
  const acted = await act({
    io: processIo(workspace),
    machine: processMachine(),
    loadEngine,
    input: (name) => core.getInput(name),
    readEvent: async () => (GITHUB_EVENT_PATH ? JSON.parse(await readFile(GITHUB_EVENT_PATH, 'utf8')) : {}),
    loadCache: async () => (await import('./host/actions-cache.ts')).actionsCache(),
  });
  show(acted);
  if (acted.summary && GITHUB_STEP_SUMMARY) await core.summary.addRaw(acted.summary, true).write();
  process.exitCode = acted.status;
}

/** core escapes what would be a workflow command. */
function show({ annotations, outputs, info }: Acted): void {
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
  if (error instanceof UserMistake) {
    core.error(error.message, { title: 'kd-gate' });
    process.exitCode = 2;
    return;
  }
  core.error(`kd-gate failed by a mistake of its own: ${error instanceof Error ? error.stack : error}`);
  process.exitCode = 3;
});
