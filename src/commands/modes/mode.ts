// A mode of the action: what a workflow's step asks for, and what it shows.
import type { ExitStatus } from '../../gate/io.ts';
import type { CacheService } from '../../github/cache.ts';
import type { Annotation } from '../../report/annotations.ts';
import type { Host } from '../command.ts';
import type { Inputs } from './inputs.ts';

/** What the action works with: the entry makes it. */
export interface Runner extends Host {
  readonly input: (name: string) => string;
  readonly readEvent: () => Promise<unknown>;
  /** Loaded only where it is used. */
  readonly loadCache: () => Promise<CacheService>;
}

export interface ActionResult {
  readonly status: ExitStatus;
  readonly annotations: readonly Annotation[];
  readonly outputs: Readonly<Record<string, string>>;
  /** Markdown. */
  readonly summary?: string;
  readonly info?: string;
}

export interface Mode {
  /** The value of the input `mode`. */
  readonly name: string;
  /** Runs inside an attempt. */
  run(runner: Runner, inputs: Inputs): Promise<ActionResult>;
}
