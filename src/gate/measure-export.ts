// The file that is shipped, as `export:` says, and what it costs.
import { attempt, must, type Outcome } from '../base/problem.ts';
import { compactFile } from '../compress/compact.ts';
import { type ModelFacts, withMetadata } from '../compress/metadata.ts';
import type { ModelSpec } from '../config/spec.ts';
import type { MeasuredModel } from '../report/report.ts';
import type { Model } from '../tflite/model.ts';
import { writeModel } from '../tflite/write.ts';
import { type CompactExport, compactExport, requireSameOutputs } from './compact-export.ts';
import type { Costs, DecodeLimits } from './decode-costs.ts';
import { chooseDecode, type DecodeChoice } from './decode-weights.ts';
import { type ModelMeasurement, measurableBoards, measureModel, onBoards, profilesOfBoards } from './measure.ts';
import type { ModelRun } from './model-run.ts';

export interface MeasuredExport {
  readonly measurement: ModelMeasurement;
  /** Where the shipped file is another form of it: what TensorFlow reads. */
  readonly full?: Uint8Array;
}

type ExportRun = Pick<ModelRun, 'model' | 'boards' | 'tools'>;

/**
 * `plainBytes`: as it was made. `facts`: what `metadata` says. Problems: those of `measureModel` and `chooseDecode`.
 */
export function measureExport(
  run: ExportRun,
  plainBytes: Uint8Array,
  facts: ModelFacts | undefined,
): Outcome<MeasuredExport> {
  const { model, boards, tools } = run;
  const { compact = false, decode = 'off', metadata = false } = model.export ?? {};
  const described = (file: Uint8Array) => (metadata && facts ? withMetadata(file, facts) : file);
  return attempt(() => {
    const profiles = profilesOfBoards(boards);
    const bytes = described(plainBytes);
    const plain = decode === 'auto' ? must(measureModel(plainBytes, profiles, tools.makeKernels)) : undefined;
    const choice = plain && must(unpackedOnDevice(run, plain, compact));
    const written = choice && choice.reason === undefined ? described(writeModel(choice.model)) : bytes;
    const { before, after, reason } = compact
      ? must(compactExport(written, profiles, tools.makeKernels))
      : onlyMeasured(must(measureModel(written, profiles, tools.makeKernels)));
    if (plain && written !== bytes) requireSameOutputs(plain.interpreter, before.interpreter);
    const figures = {
      ...after.figures,
      ...(compact && { compact: { fullBytes: written.length, ...(reason !== undefined && { reason }) } }),
      ...(choice && { decode: reportDecode(choice) }),
      ...(bytes !== plainBytes && { metadata: { bytes: bytes.length - plainBytes.length } }),
    };
    return { measurement: { ...after, figures }, ...(after.bytes !== bytes && { full: bytes }) };
  });
}

function onlyMeasured(measurement: ModelMeasurement): Pick<CompactExport, 'before' | 'after' | 'reason'> {
  return { before: measurement, after: measurement };
}

/** Sizes are those of the files that would be shipped. */
function unpackedOnDevice(
  { model, boards }: ExportRun,
  plain: ModelMeasurement,
  isCompact: boolean,
): Outcome<DecodeChoice> {
  return attempt(() => {
    const write = (changed: Model) => {
      const written = writeModel(changed);
      return isCompact ? must(compactFile(written)).bytes : written;
    };
    const { profiles } = plain.figures;
    // What the plain model doesn't run on is told of it, and is no reason to leave the others out.
    const measurable = measurableBoards(boards).filter(({ profile }) => profile in profiles);
    const times = onBoards(measurable, plain).boards.flatMap(({ latencyMs }) => latencyMs ?? []);
    const limits = decodeLimitsOf(model, {
      arenaBytes: Math.max(...Object.values(profiles).map(({ arenaMinBytes }) => arenaMinBytes)),
      ...(times.length > 0 && { latencyMs: Math.max(...times) }),
    });
    return must(chooseDecode({ model: plain.model, boards: measurable, limits, write }));
  });
}

/** The budgets that decide what is unpacked on the device. */
export function costLimitsOf({ limits }: Pick<ModelSpec, 'limits'>) {
  return limits.flatMap(({ measure, kind, value, ofBaseline }) =>
    measure === 'arena' || measure === 'latency' ? [{ measure, kind, value, ofBaseline }] : [],
  );
}

/** What the model costs without, by which a budget for an increase is understood: the base is found later. */
export interface PlainCosts {
  readonly arenaBytes: number;
  readonly latencyMs?: number;
}

/** What budgets of arena and latency leave, the strictest where there are several. */
export function decodeLimitsOf({ limits }: Pick<ModelSpec, 'limits'>, plain: PlainCosts): DecodeLimits {
  const most = (wanted: 'arena' | 'latency', before: number | undefined) =>
    limits.flatMap(({ measure, kind, value, ofBaseline }) => {
      if (measure !== wanted || (kind !== 'max' && kind !== 'maxIncrease')) return [];
      if (kind === 'max') return [value];
      return before === undefined ? [0] : [ofBaseline ? before * (1 + value) : before + value];
    });
  const [arena, latency] = [most('arena', plain.arenaBytes), most('latency', plain.latencyMs)];
  return {
    ...(arena.length > 0 && { arenaBytes: Math.min(...arena) }),
    ...(latency.length > 0 && { latencyMs: Math.min(...latency) }),
  };
}

/** Tensors that are listed: more than are ever tried. */
const MOST_REPORTED = 256;

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
    weights: weights.slice(0, MOST_REPORTED).map(({ name, plainBytes, encoding, reason: why }) => ({
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
