// What each step of making a student smaller came to, measured and evaluated as the model that is shipped.
import { attemptLater, must, type Outcome } from '../base/problem.ts';
import type { Dataset } from '../data/dataset.ts';
import type { ReportedStages } from '../report/stages.ts';
import type { Score } from '../student/score.ts';
import { type EvaluationOrReason, measureAccuracy } from './accuracy.ts';
import { answersByClass } from './figures.ts';
import type { ModelBuild } from './make-model.ts';
import { type ModelMeasurement, measureModel, onBoards, profilesOfBoards } from './measure.ts';
import type { ModelRun } from './model-run.ts';
import type { Evaluation } from './scorer.ts';
import { judgedSet } from './streams.ts';
import { testSetOf } from './test-set.ts';

/** What was measured of a model. */
interface StageMeasurement {
  readonly name: ReportedStages[number]['name'];
  readonly measurement: ModelMeasurement;
  readonly evaluation: EvaluationOrReason;
  readonly floatScore?: Score;
  readonly zeros?: number;
}

/** Undefined where nothing was made smaller; the last one is the model that is shipped. */
export function stageFigures(
  run: ModelRun,
  build: ModelBuild,
  { full, ...shipped }: Pick<StageMeasurement, 'measurement' | 'evaluation'> & { readonly full?: Uint8Array },
  test: Dataset | undefined,
): Promise<Outcome<ReportedStages | undefined>> {
  const { stages = [], floatScore } = build;
  return attemptLater(async () => {
    if (stages.length === 0 && !full) return undefined;
    const zeros = stages.at(-1)?.zeros;
    const quantized = full ? [{ name: 'quantized', bytes: full, floatScore, zeros } as const] : [];
    const measured: StageMeasurement[] = [];
    for (const { bytes, ...stage } of [...stages, ...quantized]) {
      const measurement = must(measureModel(bytes, profilesOfBoards(run.boards), run.tools.makeKernels));
      const evaluation = must(await measureAccuracy(measurement, test && testSetOf(test, measurement.model), run));
      measured.push({ ...stage, measurement, evaluation });
    }
    const all: StageMeasurement[] = [...measured, { name: 'shipped', ...shipped, floatScore, zeros }];
    const judged = test && judgedSet(test);
    return all.map((own, i) => figuresOf(own, all[i - 1], run, judged));
  });
}

function figuresOf(
  { name, measurement, evaluation, floatScore, zeros }: StageMeasurement,
  before: StageMeasurement | undefined,
  { boards }: ModelRun,
  test: Dataset | undefined,
): ReportedStages[number] {
  const { figures } = measurement;
  const { boards: found } = onBoards(boards, measurement);
  const own = evaluationIn(evaluation);
  const old = evaluationIn(before?.evaluation);
  const right = own?.correctBySample;
  return {
    name,
    ...(floatScore?.accuracy && { floatAccuracy: floatScore.accuracy }),
    ...(own?.accuracy && { accuracy: own.accuracy }),
    ...(floatScore?.error && { floatError: floatScore.error.mae }),
    ...(own?.error && { error: own.error.mae }),
    ...(right && test && { perClass: answersByClass(right, test) }),
    ...(own && old && test && flipsOf(old, own, test)),
    sizeBytes: figures.sizeBytes,
    gzipBytes: figures.gzipBytes,
    macs: figures.macs,
    ...(zeros !== undefined && { zeros }),
    boards: found.map(({ id, name: board, profile, latencyMs }) => ({
      id,
      name: board,
      arenaBytes: figures.profiles[profile]?.arenaMinBytes ?? 0,
      ...(latencyMs !== undefined && { latencyMs }),
    })),
  };
}

function evaluationIn(evaluation: EvaluationOrReason): Evaluation | undefined {
  return evaluation && !('reason' in evaluation) ? evaluation : undefined;
}

/** So many kinds of answers that became wrong are named. */
const MOST_FLIPS = 3;

function flipsOf(before: Evaluation, now: Evaluation, { labels }: Dataset) {
  const [old, right, answers] = [before.correctBySample, now.correctBySample, now.answerBySample];
  if (!old || !right) return {};
  const count = (from: number, to: number) =>
    old.reduce((sum, was, i) => sum + Number(was === from && right[i] === to), 0);
  const flips = new Map<string, { label: number; answer: number; count: number }>();
  for (const [i, was] of old.entries()) {
    if (!answers || was === 0 || right[i] === 1) continue;
    const key = `${labels[i]} ${answers[i]}`;
    const flip = flips.get(key) ?? { label: labels[i], answer: answers[i], count: 0 };
    flips.set(key, { ...flip, count: flip.count + 1 });
  }
  const worst = [...flips.values()].sort((a, b) => b.count - a.count || a.label - b.label || a.answer - b.answer);
  return {
    newlyWrong: count(1, 0),
    newlyRight: count(0, 1),
    ...(worst.length > 0 && { flips: worst.slice(0, MOST_FLIPS) }),
  };
}
