// A command of the command line tool: what it is called with, and what it does.
import type { Engine } from '../gate/engine.ts';
import type { ExitStatus, Io } from '../gate/io.ts';
import type { Machine } from '../gate/machine.ts';

/** What a command works with: the entries make it, tests pass their own. */
export interface Host {
  readonly io: Io;
  readonly machine: Machine;
  /** Loaded only where something is computed. */
  readonly loadEngine: () => Promise<Engine>;
}

export interface Argument {
  /** `<file>` must be there, `[file]` may be left out. */
  readonly usage: string;
  readonly description: string;
  readonly default?: string;
  /** All that may stand there, where that is a list. */
  readonly choices?: readonly string[];
}

export interface Option {
  /** `--out <folder>`, or `--json` for one without a value. */
  readonly flags: string;
  readonly description: string;
  readonly default?: string;
  /** All values, where they are a list; what a shell completes. */
  readonly choices?: readonly string[];
  /** The value of a text, after the value of the same option before it. Leaves by `InvalidArgumentError`. */
  parse?(text: string, before: unknown): unknown;
}

/** The parts of the help, in their order. */
export const GROUPS = ['Start', 'Judge', 'One model', 'Other'] as const;
export type Group = (typeof GROUPS)[number];

export interface Command {
  readonly name: string;
  readonly description: string;
  /** `Other` where it says nothing. */
  readonly group?: Group;
  /** One that programs call, not people. */
  readonly isHidden?: boolean;
  readonly arguments?: readonly Argument[];
  readonly options?: readonly Option[];
  /**
   * Runs inside of `attemptLater`, so mistakes may leave by `reject` and `must`. What is heavy is imported here, not
   * above: help and version answer at once. `options`: as declared above, by their names in camel case.
   */
  run(host: Host, values: readonly string[], options: object): Promise<ExitStatus>;
}

export const JSON_REPORT: Option = { flags: '--json', description: 'print report.json instead of the table' };
