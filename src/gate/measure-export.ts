// The file that is shipped, as `export:` says, and what it costs.
import { attempt, must, type Outcome } from '../base/problem.ts';
import { compactExport } from './compact-export.ts';
import { type ModelMeasurement, measureModel, profilesOfBoards } from './measure.ts';
import type { ModelRun } from './model-run.ts';

export interface MeasuredExport {
  readonly measurement: ModelMeasurement;
  /** Where the shipped file is a compact form of it. */
  readonly full?: Uint8Array;
}

/** Problems: those of `measureModel`. */
export function measureExport(
  { model, boards, tools }: Pick<ModelRun, 'model' | 'boards' | 'tools'>,
  bytes: Uint8Array,
): Outcome<MeasuredExport> {
  return attempt(() => {
    const profiles = profilesOfBoards(boards);
    if (!model.export?.compact) return { measurement: must(measureModel(bytes, profiles, tools.makeKernels)) };
    const { after } = must(compactExport(bytes, profiles, tools.makeKernels));
    const figures = { ...after.figures, compact: { fullBytes: bytes.length } };
    return { measurement: { ...after, figures }, ...(after.bytes !== bytes && { full: bytes }) };
  });
}
