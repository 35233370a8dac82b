// What a command may do to the world: the shell passes it in, tests pass their own.
import type { Outcome } from '../base/problem.ts';

export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  out(text: string): void;
  /** Messages and progress. */
  err(text: string): void;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  nowMs(): number;
  readonly cores: number;
  /** A file named on the command line, wherever it is. */
  readUserFile(path: string, maxBytes: number): Promise<Outcome<Uint8Array>>;
  /**
   * A file that the user or the workflow named and that says what is done, such as kd.yaml: no link on its way leads
   * out of the workspace, or of its own folder where it lies elsewhere, which only a command line may say.
   */
  readNamed(path: string, maxBytes: number): Promise<Outcome<Uint8Array>>;
  /** A file named in kd.yaml, or a folder's listing: relative to `folder`, inside the workspace after links. */
  readInside(folder: string, path: string, maxBytes: number): Promise<Outcome<Uint8Array>>;
  /** The same checks without reading; the value says nothing. */
  locateInside(folder: string, path: string, maxBytes: number): Promise<Outcome<unknown>>;
  /** Whether `write` would go through no link and nowhere that nobody named; asked before anything is measured. */
  checkWritable(path: string): Promise<Outcome<unknown>>;
  /** Written beside and renamed into place; folders are made. Leaves the enclosing attempt where the system refuses. */
  write(path: string, content: Uint8Array | string): Promise<void>;
  /** Nothing happens where there is no such file. As `write` where the system refuses. */
  remove(path: string): Promise<void>;
  exists(path: string): Promise<boolean>;
  folderOf(path: string): string;
  join(...parts: string[]): string;
}

/** 0 pass or warn, 1 a budget failed, 2 the user's mistake, 3 could not measure. */
export type ExitStatus = 0 | 1 | 2 | 3;

/** Whether text for this stream may be coloured (no-color.org). */
export function wantsColour(io: Io): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = io.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR && FORCE_COLOR !== '0') return true;
  return io.outIsTerminal && TERM !== 'dumb';
}
