// The file that is shipped, as `export:` says, and what it costs.
import { attempt, must, type Outcome } from '../base/problem.ts';
import { compactFile } from '../compress/compact.ts';
import type { ModelSpec } from '../config/spec.ts';
import type { MeasuredModel } from '../report/report.ts';
import type { Model } from '../tflite/model.ts';
import { readModel } from '../tflite/read.ts';
import { writeModel } from '../tflite/write.ts';
import { compactExport, requireSameOutputs } from './compact-export.ts';
import type { Costs, DecodeLimits } from './decode-costs.ts';
import { chooseDecode, type DecodeChoice } from './decode-weights.ts';
import { type ModelMeasurement, measurableBoards, measureModel, profilesOfBoards } from './measure.ts';
import type { ModelRun } from './model-run.ts';

export interface MeasuredExport {
  readonly measurement: ModelMeasurement;
  /** Where the shipped file is another form of it: what TensorFlow reads. */
  readonly full?: Uint8Array;
}

type ExportRun = Pick<ModelRun, 'model' | 'boards' | 'tools'>;

/** Problems: those of `measureModel` and `chooseDecode`. */
export function measureExport(run: ExportRun, bytes: Uint8Array): Outcome<MeasuredExport> {
  const { model, boards, tools } = run;
  const { compact = false, decode = 'off' } = model.export ?? {};
  return attempt(() => {
    const profiles = profilesOfBoards(boards);
    const choice = decode === 'auto' ? must(unpackedOnDevice(run, bytes, compact)) : undefined;
    const written = choice && choice.reason === undefined ? writeModel(choice.model) : bytes;
    const { before, after } = compact
      ? must(compactExport(written, profiles, tools.makeKernels))
      : onlyMeasured(must(measureModel(written, profiles, tools.makeKernels)));
    if (written !== bytes) {
      requireSameOutputs(must(measureModel(bytes, [], tools.makeKernels)).interpreter, before.interpreter);
    }
    const figures = {
      ...after.figures,
      ...(compact && { compact: { fullBytes: written.length } }),
      ...(choice && { decode: reportDecode(choice) }),
    };
    return { measurement: { ...after, figures }, ...(after.bytes !== bytes && { full: bytes }) };
  });
}

function onlyMeasured(measurement: ModelMeasurement) {
  return { before: measurement, after: measurement };
}

/** Sizes are those of the files that would be shipped. */
function unpackedOnDevice({ model, boards }: ExportRun, bytes: Uint8Array, isCompact: boolean): Outcome<DecodeChoice> {
  return attempt(() => {
    const write = (changed: Model) => {
      const written = writeModel(changed);
      return isCompact ? must(compactFile(written)).bytes : written;
    };
    const input = { model: must(readModel(bytes)), boards: measurableBoards(boards), limits: decodeLimitsOf(model) };
    return must(chooseDecode({ ...input, write }));
  });
}

/** What `budgets.arena.max` and `budgets.latency.max` leave, the strictest where there are several. */
export function decodeLimitsOf({ limits }: Pick<ModelSpec, 'limits'>): DecodeLimits {
  const most = (wanted: 'arena' | 'latency') =>
    limits.flatMap(({ measure, kind, value }) => (measure === wanted && kind === 'max' ? [value] : []));
  const [arena, latency] = [most('arena'), most('latency')];
  return {
    ...(arena.length > 0 && { arenaBytes: Math.min(...arena) }),
    ...(latency.length > 0 && { latencyMs: Math.min(...latency) }),
  };
}

function reportDecode({ reason, price, weights }: DecodeChoice): NonNullable<MeasuredModel['decode']> {
  return {
    ...(reason !== undefined && { reason }),
    ...(price && {
      price: {
        codeBytes: price.codeBytes,
        flashSavedBytes: price.flashSavedBytes,
        before: reportCosts(price.before),
        after: reportCosts(price.after),
      },
    }),
    weights: weights.map(({ name, plainBytes, encoding, reason: why }) => ({
      name,
      plainBytes,
      ...(encoding && { label: encoding.label, bytes: encoding.bytes, savedBytes: encoding.savedBytes }),
      ...(why !== undefined && { reason: why }),
    })),
  };
}

function reportCosts({ fileBytes, profiles, boards }: Costs) {
  return {
    fileBytes,
    profiles: profiles.map(({ profile, arenaBytes, instructions }) => ({
      profile,
      arenaBytes,
      ...(typeof instructions === 'number' && { instructions }),
    })),
    boards: boards.map(({ board, latencyMs }) => ({ board, ...(typeof latencyMs === 'number' && { latencyMs }) })),
  };
}
