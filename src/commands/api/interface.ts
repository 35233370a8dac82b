// What `import { … } from 'kd-gate'` gives: types alone, which scripts/api-types.mjs prints into dist/api.d.cts.
import type { Report } from '../../report/report.ts';

/** A mistake in kd.yaml, a file or an option: what is wrong and what to write instead. */
export interface GateProblem {
  /** Stable, such as `file/missing`. */
  readonly code: string;
  readonly message: string;
  /** Lines and columns count from 1; `path` is the key in the file. */
  readonly place?: {
    readonly file?: string;
    readonly line?: number;
    readonly column?: number;
    readonly path?: string;
  };
}

/** Mistakes are values: nothing throws but a fault of kd-gate's own. */
export type GateOutcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly GateProblem[] };

/** Paths start in the current folder of the process. */
export interface GateOptions {
  /** Path of kd.yaml; `kd.yaml` where it is left out. */
  readonly spec?: string;
  /** Only this model; all where it is left out. */
  readonly model?: string;
  /** Where the reports (report.json, .md, .html) and the firmware files are written; `kd-gate-out` beside kd.yaml by
   * default. */
  readonly out?: string;
  /** `auto`, a thread a core, where it is left out. Changes the time, never the bytes. */
  readonly threads?: number | 'auto';
  /** Folder whose node_modules has @tensorflow/tfjs-node or onnxruntime, which are then executed. */
  readonly engines?: string;
  /** A branch, tag or commit to compare with. */
  readonly base?: string;
  /** False: a budget fails also where the base exceeds it already. */
  readonly ratchet?: boolean;
  /** Whose budgets and boards judge; `head` where it is left out. */
  readonly rules?: 'head' | 'base';
  /** Folder of stored results, `.kd-gate` beside kd.yaml by default; false measures everything anew. */
  readonly store?: string | false;
  /** Hears progress, a line at a time. */
  readonly log?: (line: string) => void;
}

export interface GateResult {
  /** As report.json. */
  readonly report: Report;
  readonly reportFile: string;
  /** The folder of `reportFile`. */
  readonly out: string;
  /** What went wrong beside the verdict. */
  readonly warnings: readonly GateProblem[];
}

type ReportedModel = Report['models'][number];

export interface MeasureModelOptions {
  /** Ids of `kd-gate boards`, or paths of board files. */
  readonly boards?: readonly string[];
  /** Cores and kernel libraries, such as `cortex-m4f/cmsis_nn`; those of the boards where they are left out. */
  readonly profiles?: readonly string[];
}

/** The parts of a report that need no kd.yaml. */
export interface Measurement {
  readonly model: ReportedModel['model'];
  readonly boards: ReportedModel['boards'];
  readonly computers: NonNullable<ReportedModel['computers']>;
  readonly unmeasuredBoards: NonNullable<ReportedModel['unmeasuredBoards']>;
  /** Why a profile has no arena, by its name. */
  readonly profileProblems: Readonly<Record<string, readonly GateProblem[]>>;
}

/** The whole gate, as `kd-gate run`. A budget that fails is no problem: see `report.verdict`. */
export type RunGate = (options?: GateOptions) => Promise<GateOutcome<GateResult>>;

/** What a .tflite file costs, as `kd-gate measure`: its path, or its bytes. */
export type MeasureModel = (
  model: string | Uint8Array,
  options?: MeasureModelOptions,
) => Promise<GateOutcome<Measurement>>;

/** A report.json, checked against its schema: anyone may have written it. */
export type ReadReport = (file: string) => Promise<GateOutcome<Report>>;
