// The measurements in a model's report, and its verdict against limits and a baseline, whether fresh or stored.
import type { ModelOrigin } from '../budget/advice.ts';
import { type Judgement, type JudgeOptions, judge, type Limit, type Measurement } from '../budget/judge.ts';
import { BOARD_MEASURES } from '../budget/measures.ts';
import { comparePaired, type PairedTest, unpackAnswers } from '../budget/paired.ts';
import type { Reserve } from '../budget/reserve.ts';
import { worst } from '../budget/verdict.ts';
import { computerMeasurements } from './computers.ts';
import { formatMeasure } from './format.ts';
import { headroomOf } from './headroom.ts';
import { metricsOf } from './metrics.ts';
import { boardHeadroom, hindrances, own } from './misfits.ts';
import { flipsOf } from './mistakes.ts';
import type {
  Answers,
  ArenaFigures,
  BaselineModel,
  MeasuredModel,
  ModelReport,
  ReportedJudgement,
  Tool,
} from './report.ts';

type OfJudging = 'verdict' | 'budgets' | 'headroom' | 'base' | 'paired' | 'flips' | 'files' | 'history' | 'proposal';
/** A report before it is judged: what depends only on the inputs, so that it can be stored under their digest. */
export type Figures = Omit<ModelReport, OfJudging>;

/** What of a model's report depends neither on budgets nor on a baseline. */
export function figuresIn(model: ModelReport): Figures {
  const { verdict: _, budgets: __, headroom: ___, files: ____, history: _____, ...unjudged } = model;
  const { base: ______, paired: _______, flips: ________, proposal: _________, ...figures } = unjudged;
  return figures;
}

type Measurable = Pick<
  ModelReport,
  'model' | 'boards' | 'computers' | 'unmeasuredBoards' | 'accuracy' | 'accuracyReason' | 'floatAccuracy' | 'error'
>;

const NO_FLOAT_STUDENT = 'kd.yaml names a .tflite file, so there is no float student to compare with';

/**
 * Every measure in its unit (bytes, milliseconds, shares), arenas and latencies once a board; without boards, arenas
 * once a profile. What has no value has a reason. A board on which the model doesn't run, or that can't be measured,
 * has neither: `hindrances` says so once.
 */
export function measurementsOf(figures: Measurable): Measurement[] {
  const { model } = figures;
  return [
    { measure: 'size', value: model.sizeBytes },
    { measure: 'gzip', value: model.gzipBytes },
    ...boardMeasurements(figures),
    ...accuracyMeasurements(figures),
    { measure: 'macs', value: model.macs },
  ];
}

/** Right answers of all; undefined where nothing was answered. */
export function shareOf(answers: Answers | undefined): number | undefined {
  return answers && answers.total > 0 ? answers.correct / answers.total : undefined;
}

const IS_REGRESSION = 'the model answers with values, which have an error and no accuracy';
const NO_REGRESSION = 'the model answers with classes, which have an accuracy and no error';

function accuracyMeasurements({
  accuracy,
  floatAccuracy,
  error,
  accuracyReason = 'there is no test set',
}: Measurable): Measurement[] {
  const [share, floatShare] = [shareOf(accuracy), shareOf(floatAccuracy)];
  if (share === undefined) {
    const reason = error ? IS_REGRESSION : accuracyReason;
    return [
      { measure: 'accuracy', reason },
      { measure: 'quantDrop', reason },
      { measure: 'error', ...(error ? { value: error.mae } : { reason }) },
    ];
  }
  return [
    { measure: 'accuracy', value: share },
    floatShare === undefined
      ? { measure: 'quantDrop', reason: NO_FLOAT_STUDENT }
      : { measure: 'quantDrop', value: floatShare - share },
    { measure: 'error', reason: NO_REGRESSION },
  ];
}

/** Undefined where the profile isn't there. */
export function arenaOf({ profiles }: Pick<MeasuredModel, 'profiles'>, profile: string): ArenaFigures | undefined {
  return own(profiles, profile);
}

function boardMeasurements({ model, boards, computers = [], unmeasuredBoards = [] }: Measurable): Measurement[] {
  const arenaMeasurement = (scope: string, profile: string): Measurement => {
    const arena = arenaOf(model, profile);
    return arena
      ? { measure: 'arena', scope, value: arena.arenaMinBytes }
      : { measure: 'arena', scope, reason: `nothing is known of ${profile}` };
  };
  if (boards.length + computers.length + unmeasuredBoards.length === 0) {
    const arenas = Object.keys(model.profiles).map((profile) => arenaMeasurement(profile, profile));
    const costs = Object.keys(model.profiles).flatMap((profile) => costMeasurements(model, profile, profile));
    return [...arenas, { measure: 'latency', reason: 'kd.yaml names no board' }, ...costs];
  }
  const running = boards.filter(({ refused }) => refused === undefined);
  return [
    ...running.map(({ id, profile }) => arenaMeasurement(id, profile)),
    ...running.map(
      ({ id, latencyMs, latencyBandPercent, latencyAtLeastMs: atLeast, latencyReason }): Measurement => ({
        measure: 'latency',
        scope: id,
        ...(latencyMs === undefined
          ? { reason: latencyReason ?? 'unknown', ...(atLeast !== undefined && { atLeast }) }
          : { value: latencyMs, ...(latencyBandPercent !== undefined && { bandPercent: latencyBandPercent }) }),
      }),
    ),
    ...running.flatMap(({ id, profile }) => costMeasurements(model, id, profile)),
    ...computerMeasurements(computers),
  ];
}

const NO_COSTS = 'the report is of a version of kd-gate that did not measure it';

/** What depends on a core and its kernels alone. Of flash the model itself is known everywhere. */
function costMeasurements({ costs = {}, sizeBytes }: MeasuredModel, scope: string, profile: string): Measurement[] {
  const found = own(costs, profile) ?? {};
  const { instructions, instructionsBandPercent, instructionsAtLeast, instructionsReason = NO_COSTS } = found;
  const { flashBytes, flashBandPercent, flashReason = NO_COSTS } = found;
  const banded = (value: number, bandPercent: number | undefined) =>
    bandPercent === undefined ? { value } : { value, bandPercent };
  const bounded = (reason: string, atLeast: number | undefined) =>
    atLeast === undefined ? { reason } : { reason, atLeast };
  return [
    {
      ...{ measure: 'instructions', scope },
      ...(instructions === undefined
        ? bounded(instructionsReason, instructionsAtLeast)
        : banded(instructions, instructionsBandPercent)),
    },
    {
      ...{ measure: 'flash', scope },
      ...(flashBytes === undefined ? bounded(flashReason, sizeBytes) : banded(flashBytes, flashBandPercent)),
    },
  ];
}

export interface JudgingOptions extends Pick<JudgeOptions, 'ratchet'> {
  /** Of RAM and flash, for the application. */
  readonly reserve: Reserve;
}

/** Judges figures against the limits of kd.yaml as it is now and, where there is one, the baseline. */
export function judgeFigures(
  figures: Figures,
  limits: readonly Limit[],
  baseline?: BaselineModel,
  { ratchet, reserve }: JudgingOptions = { ratchet: true, reserve: [] },
): ModelReport {
  const paired = baseline && pairAnswers(baseline, figures);
  const measurements = measurementsOf(figures);
  const origin = originOf(figures);
  const isSameModel = baseline?.model.sha256 === figures.model.sha256;
  const judged = judge(
    limits.filter((limit) => !isIdle(limit, figures, measurements)),
    measurements,
    baseline && measurementsOf(baseline),
    {
      ratchet,
      paired,
      origin,
      isSameModel,
      samples: figures.accuracy?.total,
      metrics: metricsOf(figures, baseline, limits),
    },
  ).map(withBandReason);
  judged.push(...hindrances(figures, origin, reserve));
  const headroom = boardHeadroom(figures, reserve);
  const flips = paired && flipsOf(figures.mistakes ?? [], baseline?.answersBySample ?? '', paired.total);
  return {
    ...figures,
    // What no budget judges has not passed one.
    verdict: judged.length === 0 ? 'warn' : worst(judged.map(({ verdict }) => verdict)),
    ...(baseline && { base: baseline }),
    ...(paired && { paired: { ...paired } }),
    ...(flips && { flips: [...flips] }),
    budgets: judged.map(reported),
    ...(headroom.length > 0 && { headroom }),
  };
}

/** Where no board runs the model, or not the limit's own, what is measured on boards has nothing to judge: the board
 * itself fails, or is not measured. */
function isIdle(
  { measure, only: board }: Limit,
  { boards, unmeasuredBoards = [] }: Figures,
  measurements: readonly Measurement[],
): boolean {
  if (!BOARD_MEASURES.includes(measure)) return false;
  if (board === undefined) return !measurements.some((one) => one.measure === measure);
  return [...boards.filter(({ refused }) => refused !== undefined), ...unmeasuredBoards].some(({ id }) => id === board);
}

function reported({ headroom, paired, ...rest }: Judgement): ReportedJudgement {
  const { measure, limit } = rest;
  const judgement = { ...rest, ...(paired && { paired: { ...paired } }) };
  if (headroom === undefined || limit === undefined) return judgement;
  return { ...judgement, headroom: headroomOf(measure, headroom, limit) };
}

function originOf({ settings, teacher, training }: Pick<Figures, 'settings' | 'teacher' | 'training'>): ModelOrigin {
  if (settings?.['student.tflite'] !== undefined) return 'file';
  if (training?.epochs === 0) return 'kept';
  return teacher ? 'distilled' : 'trained';
}

/** What the band means for the verdict, in words. */
function withBandReason(judgement: Judgement): Judgement {
  const { measure, verdict, bandEnd, excess, reason } = judgement;
  if (bandEnd === undefined) return judgement;
  const end = formatMeasure(measure, bandEnd);
  if (excess === undefined) return { ...judgement, reason: `pass, but the band reaches ${end}, over the budget` };
  return verdict === 'fail'
    ? { ...judgement, reason: `the band begins at ${end}, within the budget; ${reason}` }
    : judgement;
}

/** Undefined unless both answered the same samples. Of multi-label there is none: the outputs of a sample are not
 * independent of each other, as the test supposes. */
export function pairAnswers(
  baseline: Pick<BaselineModel, 'inputs' | 'accuracy' | 'answersBySample'>,
  now: Pick<ModelReport, 'inputs' | 'accuracy' | 'answersBySample'>,
): PairedTest | undefined {
  const total = now.accuracy?.total ?? 0;
  if (total === 0 || baseline.accuracy?.total !== total || baseline.inputs.test !== now.inputs.test) return undefined;
  const before = unpackAnswers(baseline.answersBySample ?? '', total);
  const after = unpackAnswers(now.answersBySample ?? '', total);
  return before && after && comparePaired(before, after);
}

/** What a pull request's report keeps of its baseline. */
export function baselineModelOf(figures: Figures, tool: Tool): BaselineModel {
  const { inputs, settings, model, accuracy, floatAccuracy, perClass, answersBySample, boards } = figures;
  const { computers, unmeasuredBoards, exactMatch, error, floatError, confusion, predictions, classes } = figures;
  return {
    tool,
    inputs,
    ...(settings && { settings }),
    model,
    ...(accuracy && { accuracy }),
    ...(floatAccuracy && { floatAccuracy }),
    ...(exactMatch && { exactMatch }),
    ...(error && { error }),
    ...(floatError && { floatError }),
    ...(perClass && { perClass }),
    ...(answersBySample && { answersBySample }),
    ...(confusion && { confusion }),
    ...(predictions && { predictions, ...(classes && { classes }) }),
    boards,
    ...(computers && { computers }),
    ...(unmeasuredBoards && { unmeasuredBoards }),
  };
}
