// The measurements in a model's report, and its verdict against limits and a baseline, whether fresh or stored.
import { type Judgement, type JudgeOptions, judge, type Limit, type Measurement } from '../budget/judge.ts';
import { comparePaired, type PairedTest, unpackAnswers } from '../budget/paired.ts';
import { worst } from '../budget/verdict.ts';
import type { ArenaFigures, BaselineModel, MeasuredModel, ModelReport, Tool } from './report.ts';

/** A report before it is judged: what depends only on the inputs, so that it can be stored under their digest. */
export type Figures = Omit<ModelReport, 'verdict' | 'budgets' | 'base' | 'paired' | 'files'>;

type Measurable = Pick<ModelReport, 'model' | 'boards' | 'accuracy' | 'accuracyReason' | 'floatAccuracy'>;

const NO_FLOAT_STUDENT = 'kd.yaml names a .tflite file, so there is no float student to compare with';

/**
 * Every measure in its unit (bytes, milliseconds, shares), arenas and latencies once a board; without boards, arenas
 * once a profile. What has no value has a reason.
 */
export function measurementsOf(measured: Measurable): Measurement[] {
  const { model, boards, accuracy } = measured;
  const scopes =
    boards.length > 0
      ? boards.map(({ id, profile, refused }) => ({ scope: id, profile, refused }))
      : Object.keys(model.profiles).map((profile) => ({ scope: profile, profile, refused: undefined }));
  const share = accuracy && accuracy.total > 0 ? accuracy.correct / accuracy.total : undefined;
  return [
    { measure: 'size', value: model.sizeBytes },
    { measure: 'gzip', value: model.gzipBytes },
    ...scopes.map(({ scope, profile, refused }): Measurement => {
      if (refused !== undefined) return { measure: 'arena', scope, reason: refused };
      const arena = arenaOf(model, profile);
      return arena
        ? { measure: 'arena', scope, value: arena.arenaMinBytes }
        : { measure: 'arena', scope, reason: `nothing is known of ${profile}` };
    }),
    ...boards.map(
      ({ id, latencyMs, latencyReason }): Measurement => ({
        measure: 'latency',
        scope: id,
        ...(latencyMs === undefined ? { reason: latencyReason ?? 'unknown' } : { value: latencyMs }),
      }),
    ),
    ...(boards.length === 0 ? [{ measure: 'latency', reason: 'kd.yaml names no board' } as const] : []),
    ...answered(share, measured),
  ];
}

function answered(
  share: number | undefined,
  { floatAccuracy, accuracyReason: reason = 'there is no test set' }: Measurable,
): Measurement[] {
  if (share === undefined) {
    return [
      { measure: 'accuracy', reason },
      { measure: 'quantDrop', reason },
    ];
  }
  const hasFloat = floatAccuracy !== undefined && floatAccuracy.total > 0;
  return [
    { measure: 'accuracy', value: share },
    hasFloat
      ? { measure: 'quantDrop', value: floatAccuracy.correct / floatAccuracy.total - share }
      : { measure: 'quantDrop', reason: NO_FLOAT_STUDENT },
  ];
}

/** Undefined where the profile isn't there; a name that every object has (`toString`) is none. */
export function arenaOf({ profiles }: Pick<MeasuredModel, 'profiles'>, profile: string): ArenaFigures | undefined {
  return Object.hasOwn(profiles, profile) ? profiles[profile] : undefined;
}

/** Judges figures against the limits of kd.yaml as it is now and, where there is one, the baseline. */
export function judgeFigures(
  figures: Figures,
  limits: readonly Limit[],
  baseline?: BaselineModel,
  options: Pick<JudgeOptions, 'ratchet'> = { ratchet: true },
): ModelReport {
  const paired = baseline && pairAnswers(baseline, figures);
  const judged = judge(limits, measurementsOf(figures), baseline && measurementsOf(baseline), { ...options, paired });
  judged.push(...misfits(figures));
  return {
    ...figures,
    // What no budget judges has not passed one.
    verdict: judged.length === 0 ? 'warn' : worst(judged.map(({ verdict }) => verdict)),
    ...(baseline && { base: baseline }),
    ...(paired && { paired: { ...paired } }),
    budgets: judged.map((judgement) => ({ ...judgement })),
  };
}

const MISFIT_ADVICE = {
  RAM: 'stride earlier or narrow the layers alive at the peak',
  flash: 'use fewer filters or units',
} as const;

/** What a board can't hold fails without a budget: a model that doesn't fit runs nowhere. */
function misfits({ model, boards }: Pick<Figures, 'model' | 'boards'>): Judgement[] {
  return boards.flatMap(({ id, profile, ramBytes, flashBytes, refused }): Judgement[] => {
    const common = { scope: id, kind: 'max', level: 'fail' } as const;
    if (refused !== undefined) {
      return [
        { ...common, measure: 'arena', verdict: 'not measured', text: 'what runs on the board', reason: refused },
      ];
    }
    const over = (measure: 'arena' | 'size', value: number, limit: number, memory: 'RAM' | 'flash'): Judgement[] => {
      if (value <= limit) return [];
      const text = `${limit} B, the ${memory} of the board`;
      const reason = `the model does not fit; ${MISFIT_ADVICE[memory]}, or choose a larger board`;
      return [{ ...common, measure, text, limit, value, excess: value - limit, verdict: 'fail', reason }];
    };
    const arena = arenaOf(model, profile);
    return [
      ...(arena ? over('arena', arena.arenaMinBytes, ramBytes, 'RAM') : []),
      ...over('size', model.sizeBytes, flashBytes, 'flash'),
    ];
  });
}

/** Undefined unless both answered the same samples. */
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
  return {
    tool,
    inputs,
    ...(settings && { settings }),
    model,
    ...(accuracy && { accuracy }),
    ...(floatAccuracy && { floatAccuracy }),
    ...(perClass && { perClass }),
    ...(answersBySample && { answersBySample }),
    boards,
  };
}
