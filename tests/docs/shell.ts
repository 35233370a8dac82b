// The lines of a shell block: commands, the exit status that a comment promises, and which of them are run.

import { AS_KD_GATE, type Exception, NOT_RUN } from './not-run.ts';
import type { Block } from './pages.ts';

export interface ShellCommand {
  readonly text: string;
  /** As typed into the shell of the test. */
  readonly run: string;
  /** 0, or what the line's comment says: `# exit status 1`. */
  readonly status: number;
  readonly exception: Exception | undefined;
}

/** A line that ends in a backslash goes on in the next; a line of a comment alone is no command. */
export function commandsOf({ text }: Block): ShellCommand[] {
  return text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => !/^\s*(#|$)/.test(line))
    .map((line) => ({
      text: line,
      run: AS_KD_GATE.reduce((command, start) => command.replace(start, 'kd-gate'), line),
      status: Number(/#.*\bexit status (\d)/.exec(line)?.[1] ?? 0),
      exception: NOT_RUN.find(({ command }) => command.test(line)),
    }));
}
