// What comparing with a baseline and keeping results needs of the machine, beside a command's Io.
import type { Outcome } from '../base/problem.ts';
import type { StoreFolder } from '../store/folder.ts';
import type { Io } from './io.ts';

export interface GitAnswer {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** `encoding`: of what it prints; `latin1` gives a character for each byte. */
export type RunGit = (args: readonly string[], encoding?: 'utf8' | 'latin1') => Promise<GitAnswer>;

/** Files as somebody edits them. */
export interface FileWatch {
  /** In the place of those before. One that ends in a slash is a folder with all that lies in it, but for
   * what lies in `except`, and for git's own files. */
  update(paths: readonly string[], except: readonly string[]): void;
  /** Those that changed since the last answer, as they were named, once that has ended; undefined after Ctrl-C. */
  next(): Promise<readonly string[] | undefined>;
  close(): void;
}

export interface Machine {
  /** git in this folder; an answer with status 127 where there is no git. */
  gitIn(folder: string): RunGit;
  storeFolderAt(folder: string): StoreFolder;
  /** The same process, with another folder as the workspace that kd.yaml may not lead out of. */
  ioIn(workspace: string): Io;
  /** What a kd.yaml on the command line may not lead out of: the current folder, or its own where it lies elsewhere. */
  workspaceOf(spec: string): string;
  currentFolder(): string;
  sleep(ms: number): Promise<void>;
  /**
   * All files of that name below a folder, in the order of their paths; links are not followed, the folder's own
   * neither. Problems: `merge/too-many` where there is too much to look through.
   */
  filesNamed(name: string, folder: string): Promise<Outcome<readonly string[]>>;
  watchFiles(): FileWatch;
  /** The system's, which other programs use too. */
  temporaryFolder(): string;
  /** A path of a folder that isn't there yet, for a checkout. */
  newTemporaryPath(): string;
  /** Whether a path is one that `newTemporaryPath` named in a process that has ended since. */
  isAbandoned(path: string): boolean;
  removeFolder(path: string): Promise<void>;
  absolutePath(path: string): string;
  /** From one folder to a path, with slashes. */
  relativePath(from: string, to: string): string;
}
