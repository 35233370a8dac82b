// What the command line may say about measuring a board.
import type { ProfilerKind } from '../../gate/profiler-kinds.ts';

export interface CalibrateOptions {
  /** An id, or the path of a board file. */
  readonly board?: string;
  readonly kind?: ProfilerKind;
  readonly out?: string;
  readonly json?: boolean;
}
