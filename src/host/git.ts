// git as a process.
import { execFile } from 'node:child_process';
import type { RunGit } from '../gate/machine.ts';

const MOST_GIT_OUTPUT = 64 * 1024 * 1024;
const GIT_TIMEOUT_MS = 300_000;

const SETTINGS: readonly (readonly [string, string])[] = [
  // A pull request may bring files that look like a bare repository, whose settings git would follow.
  ['safe.bareRepository', 'explicit'],
  // git before 2.38 doesn't know that, and would start what such settings name.
  ['core.fsmonitor', 'false'],
  // A server that sends next to nothing for 30 s has stopped answering.
  ['http.lowSpeedLimit', '100'],
  ['http.lowSpeedTime', '30'],
  // In a container the runner's workspace belongs to another user, and git would refuse to look at it.
  ...(process.env.GITHUB_ACTIONS === 'true' ? [['safe.directory', '*'] as const] : []),
];

/** Settings for one process, behind those that the environment has already. */
function configOf(settings: typeof SETTINGS): Record<string, string> {
  const first = Number(process.env.GIT_CONFIG_COUNT ?? 0) || 0;
  const entries = settings.flatMap(([key, value], i): [string, string][] => [
    [`GIT_CONFIG_KEY_${first + i}`, key],
    [`GIT_CONFIG_VALUE_${first + i}`, value],
  ]);
  return { ...Object.fromEntries(entries), GIT_CONFIG_COUNT: String(first + settings.length) };
}

/** Never asks for a password: without one that works it fails. */
export function gitIn(folder: string): RunGit {
  const env = { ...process.env, ...configOf(SETTINGS), GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
  const options = { cwd: folder, env, maxBuffer: MOST_GIT_OUTPUT, timeout: GIT_TIMEOUT_MS };
  return (args, encoding = 'utf8') =>
    new Promise((resolveRun) => {
      execFile('git', [...args], { ...options, encoding }, (error, out, err) => {
        const status = error ? (typeof error.code === 'number' ? error.code : 127) : 0;
        resolveRun({ status, out: String(out), err: String(err) });
      });
    });
}
