// A crash as one line and a status of its own: Node's 1 would mean that a budget failed.
import { excerpt } from '../base/quote.ts';

/** Could not measure (gate/io.ts, ExitStatus). Also the status of a run that ends before it knows another. */
export const CRASHED = 3;

const MOST_OF_MESSAGE = 300;

/** One line without a stack; `KD_GATE_DEBUG=1`, or GitHub's own `RUNNER_DEBUG=1`, shows that as well. */
export function describeCrash(error: unknown, env: NodeJS.ProcessEnv = process.env): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const reason = excerpt(text.replace(/\s+/g, ' ').trim(), MOST_OF_MESSAGE);
  const isDebug = env.KD_GATE_DEBUG === '1' || env.RUNNER_DEBUG === '1';
  if (isDebug) return `kd-gate failed by a mistake of its own: ${(error instanceof Error && error.stack) || reason}`;
  return `kd-gate failed by a mistake of its own: ${reason}; KD_GATE_DEBUG=1 in the environment shows where`;
}

/** Runs `end` once for whatever nobody caught; a failure inside of it ends the process at once. */
export function onCrash(end: (error: unknown) => void): void {
  let isEnding = false;
  process.on('uncaughtException', (error) => {
    if (isEnding) process.exit(CRASHED);
    isEnding = true;
    end(error);
  });
}

const FLUSH_MS = 2000;

/** Ends the process although sockets are open, once what was printed has been taken; not later than in 2 s. */
export function leave(status: number): void {
  process.exitCode = status;
  setTimeout(() => process.exit(status), FLUSH_MS).unref();
  process.stdout.write('', () => process.stderr.write('', () => process.exit(status)));
}
