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
  /** Milliseconds for all of GitHub's side together. */
  readonly githubMs: number;
}

/** What the entry shows. */
export interface Amendment {
  readonly status: ExitStatus;
  readonly annotations: readonly Annotation[];
  readonly outputs: Readonly<Record<string, string>>;
  /** Markdown. */
  readonly summary?: string;
  readonly info?: string;
}

export interface ActionResult extends Amendment {
  /**
   * The calls to GitHub, which come when all of the above has been shown: what they change of it, alone. Outputs and
   * summary take the place of the earlier ones.
   */
  readonly later?: () => Promise<Amendment>;
}

export interface Mode {
  /** The value of the input `mode`. */
  readonly name: string;
  /** Runs inside an attempt; `later` in one of its own. */
  run(runner: Runner, inputs: Inputs): Promise<ActionResult>;
}
