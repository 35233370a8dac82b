// The measurements in a model's report, and its verdict against limits and a baseline, whether fresh or stored.
import {
  type Judgement,
  type JudgeOptions,
  judge,
  type Limit,
  type Measurement,
  type ModelOrigin,
} from '../budget/judge.ts';
import { comparePaired, type PairedTest, unpackAnswers } from '../budget/paired.ts';
import { worst } from '../budget/verdict.ts';
import { computerMeasurements } from './computers.ts';
import { formatBytes, formatMeasure } from './format.ts';
import type {
  Answers,
  ArenaFigures,
  BaselineModel,
  MeasuredModel,
  ModelReport,
  ReportedBoard,
  Tool,
} from './report.ts';

/** A report before it is judged: what depends only on the inputs, so that it can be stored under their digest. */
export type Figures = Omit<ModelReport, 'verdict' | 'budgets' | 'base' | 'paired' | 'files'>;

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

/** Undefined where the profile isn't there; a name that every object has (`toString`) is none. */
export function arenaOf({ profiles }: Pick<MeasuredModel, 'profiles'>, profile: string): ArenaFigures | undefined {
  return Object.hasOwn(profiles, profile) ? profiles[profile] : undefined;
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
    return [...arenas, { measure: 'latency', reason: 'kd.yaml names no board' }];
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
    ...computerMeasurements(computers),
  ];
}

/** Judges figures against the limits of kd.yaml as it is now and, where there is one, the baseline. */
export function judgeFigures(
  figures: Figures,
  limits: readonly Limit[],
  baseline?: BaselineModel,
  options: Pick<JudgeOptions, 'ratchet'> = { ratchet: true },
): ModelReport {
  const paired = baseline && pairAnswers(baseline, figures);
  const measurements = measurementsOf(figures);
  // Where no board runs the model, what is measured on boards has nothing to judge.
  const isIdle = ({ measure }: Limit) =>
    (measure === 'arena' || measure === 'latency') && !measurements.some((m) => m.measure === measure);
  const judged = judge(
    limits.filter((limit) => !isIdle(limit)),
    measurements,
    baseline && measurementsOf(baseline),
    { ...options, paired, origin: originOf(figures) },
  ).map(withBandReason);
  judged.push(...hindrances(figures));
  return {
    ...figures,
    // What no budget judges has not passed one.
    verdict: judged.length === 0 ? 'warn' : worst(judged.map(({ verdict }) => verdict)),
    ...(baseline && { base: baseline }),
    ...(paired && { paired: { ...paired } }),
    budgets: judged.map((judgement) => ({ ...judgement })),
  };
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

const LARGER_BOARD = 'or choose a larger board';
const MADE_HERE = {
  RAM: 'stride earlier or narrow the layers alive at the peak',
  flash: 'use fewer filters or units',
};
const MISFIT_ADVICE: Readonly<Record<ModelOrigin, Readonly<Record<'RAM' | 'flash', string>>>> = {
  distilled: MADE_HERE,
  trained: MADE_HERE,
  kept: MADE_HERE,
  file: {
    RAM: 'export a model that strides earlier or is narrower at the peak',
    flash: 'export a model with fewer or smaller weights',
  },
};

/** Boards that fail or stay unmeasured without any budget: each once, with the reason. */
function hindrances(figures: Figures): Judgement[] {
  const { boards, unmeasuredBoards = [] } = figures;
  const common = { measure: 'arena', kind: 'max', level: 'fail', text: 'the board', ofBoard: true } as const;
  return [
    ...boards.flatMap((board): Judgement[] => {
      const { id: scope, refused: reason } = board;
      if (reason !== undefined) return [{ ...common, scope, verdict: 'fail', reason }];
      return misfitOf(figures, board);
    }),
    ...unmeasuredBoards.map(
      ({ id: scope, reason }): Judgement => ({ ...common, scope, verdict: 'not measured', reason }),
    ),
  ];
}

/** What a board can't hold fails without a budget: a model that doesn't fit runs nowhere. */
function misfitOf(figures: Figures, { id: scope, profile, ramBytes, flashBytes }: ReportedBoard): Judgement[] {
  const { model } = figures;
  const advice = MISFIT_ADVICE[originOf(figures)];
  const found = (
    [
      ['arena', arenaOf(model, profile)?.arenaMinBytes ?? 0, ramBytes, 'RAM'],
      ['size', model.sizeBytes, flashBytes, 'flash'],
    ] as const
  ).filter(([, value, limit]) => value > limit);
  const [first, second] = found;
  if (!first) return [];
  const [measure, value, limit, memory] = first;
  const too = second ? `, and its file is ${formatBytes(second[1] - second[2])} over the flash` : '';
  const cures = found.map(([, , , name]) => advice[name]).join('; ');
  return [
    {
      ...{ measure, scope, kind: 'max', level: 'fail', verdict: 'fail' },
      text: `${formatBytes(limit)}, the ${memory} of the board`,
      ...{ limit, value, excess: value - limit },
      reason: `the model does not fit${too}; ${cures}, ${LARGER_BOARD}`,
    },
  ];
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
  const { computers, unmeasuredBoards, exactMatch, error, floatError } = figures;
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
    boards,
    ...(computers && { computers }),
    ...(unmeasuredBoards && { unmeasuredBoards }),
  };
}
