// The file that is shipped, as `export:` says, and what it costs.
import { attempt, must, type Outcome } from '../base/problem.ts';
import type { Board } from '../board/board.ts';
import { allowanceOf } from '../budget/allowance.ts';
import { holdsOn } from '../budget/by-board.ts';
import { type Reserve, reservedOn } from '../budget/reserve.ts';
import { compactFile } from '../compress/compact.ts';
import { type ModelFacts, withMetadata } from '../compress/metadata.ts';
import type { ModelSpec } from '../config/spec.ts';
import type { MeasuredModel } from '../report/report.ts';
import type { Model } from '../tflite/model.ts';
import { writeModel } from '../tflite/write.ts';
import { type CompactExport, compactExport, requireSameOutputs } from './compact-export.ts';
import type { Costs, DecodeLimits } from './decode-costs.ts';
import { chooseDecode, type DecodeChoice } from './decode-weights.ts';
import { type ModelMeasurement, measurableBoards, measureModel, onBoard, profilesOfBoards } from './measure.ts';
import type { ModelRun } from './model-run.ts';

export interface MeasuredExport {
  readonly measurement: ModelMeasurement;
  /** Where the shipped file is another form of it: what TensorFlow reads. */
  readonly full?: Uint8Array;
}

type ExportRun = Pick<ModelRun, 'model' | 'boards' | 'reserve' | 'tools'>;

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
  { model, boards, reserve }: ExportRun,
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
    const limits = (board: string | undefined) => ({
      ...decodeLimitsOf(model, plainCostsOn(measurable, plain, board), board),
      ...(board !== undefined && { reservedRamBytes: reservedOn(reserve, 'ram', board) }),
    });
    return must(chooseDecode({ model: plain.model, boards: measurable, limits, write }));
  });
}

const COST_MEASURES = ['arena', 'latency', 'instructions'] as const;
type CostMeasure = (typeof COST_MEASURES)[number];

function isCost(measure: string): measure is CostMeasure {
  return COST_MEASURES.some((cost) => cost === measure);
}

/** The budgets that decide what is unpacked on the device, and the RAM that is not a model's. */
export function costLimitsOf({ limits }: Pick<ModelSpec, 'limits'>, reserve: Reserve) {
  return [
    ...limits.flatMap(({ measure, kind, value, ofBaseline, orValue, only: board, otherThan }) =>
      isCost(measure) ? [{ measure, kind, value, ofBaseline, orValue, board, otherThan }] : [],
    ),
    ...reserve.flatMap(({ memory, bytes, only: board, otherThan }) =>
      memory === 'ram' ? [{ memory, bytes, board, otherThan }] : [],
    ),
  ];
}

/** What the model costs without, by which a budget for an increase is understood: the base is found later. */
export type PlainCosts = Pick<DecodeLimits, 'latencyMs' | 'instructions'> & Required<Pick<DecodeLimits, 'arenaBytes'>>;

/** Without a board, of the profile that stands for all. */
function plainCostsOn(boards: readonly Board[], plain: ModelMeasurement, id: string | undefined): PlainCosts {
  const { profiles, costs = {} } = plain.figures;
  const board = boards.find((one) => one.id === id);
  const profile = board?.profile ?? Object.keys(profiles)[0];
  const latencyMs = board && onBoard(board, plain).latencyMs;
  const instructions = costs[profile]?.instructions;
  return {
    arenaBytes: profiles[profile].arenaMinBytes,
    ...(latencyMs !== undefined && { latencyMs }),
    ...(instructions !== undefined && { instructions }),
  };
}

const KEYS = { arena: 'arenaBytes', latency: 'latencyMs', instructions: 'instructions' } as const;

/** What budgets leave a model on a board, the strictest where there are several. */
export function decodeLimitsOf({ limits }: Pick<ModelSpec, 'limits'>, plain: PlainCosts, board?: string): DecodeLimits {
  const most = (wanted: CostMeasure) => {
    const before = plain[KEYS[wanted]];
    return limits.flatMap((limit) => {
      const { measure, kind, value } = limit;
      if (measure !== wanted || (kind !== 'max' && kind !== 'maxIncrease') || !holdsOn(limit, board)) return [];
      if (kind === 'max') return [value];
      return before === undefined ? [0] : [before + allowanceOf(limit, before)];
    });
  };
  const entries = COST_MEASURES.flatMap((measure) => {
    const values = most(measure);
    return values.length > 0 ? [[KEYS[measure], Math.min(...values)]] : [];
  });
  return Object.fromEntries(entries);
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
