// git as a process.
import { execFile } from 'node:child_process';
import type { RunGit } from '../gate/machine.ts';

const MOST_GIT_OUTPUT = 64 * 1024 * 1024;
const GIT_TIMEOUT_MS = 300_000;

/** Never asks for a password: without one that works it fails. */
export function gitIn(folder: string): RunGit {
  // In a container the runner's workspace belongs to another user, and git would refuse to look at it.
  const trusted = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' };
  const isRunner = process.env.GITHUB_ACTIONS === 'true';
  const env = { ...process.env, ...(isRunner && trusted), GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
  const options = { cwd: folder, env, maxBuffer: MOST_GIT_OUTPUT, timeout: GIT_TIMEOUT_MS };
  return (args) =>
    new Promise((resolveRun) => {
      execFile('git', [...args], options, (error, out, err) => {
        const status = error ? (typeof error.code === 'number' ? error.code : 127) : 0;
        resolveRun({ status, out: String(out), err: String(err) });
      });
    });
}
