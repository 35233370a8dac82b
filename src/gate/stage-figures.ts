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
  shipped: Pick<StageMeasurement, 'measurement' | 'evaluation'>,
  test: Dataset | undefined,
): Promise<Outcome<ReportedStages | undefined>> {
  const { stages, floatScore } = build;
  return attemptLater(async () => {
    if (!stages) return undefined;
    const measured: StageMeasurement[] = [];
    for (const { bytes, ...stage } of stages) {
      const measurement = must(measureModel(bytes, profilesOfBoards(run.boards), run.tools.makeKernels));
      const evaluation = must(await measureAccuracy(measurement, test && testSetOf(test, measurement.model), run));
      measured.push({ ...stage, measurement, evaluation });
    }
    const { zeros } = stages[stages.length - 1];
    const all: StageMeasurement[] = [...measured, { name: 'shipped', ...shipped, floatScore, zeros }];
    return all.map((own, i) => figuresOf(own, all[i - 1], run, test));
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
  const own = evaluation && !('reason' in evaluation) ? evaluation : undefined;
  const right = own?.correctBySample;
  const old = before?.evaluation && !('reason' in before.evaluation) ? before.evaluation.correctBySample : undefined;
  return {
    name,
    ...(floatScore?.accuracy && { floatAccuracy: floatScore.accuracy }),
    ...(own?.accuracy && { accuracy: own.accuracy }),
    ...(floatScore?.error && { floatError: floatScore.error.mae }),
    ...(own?.error && { error: own.error.mae }),
    ...(right && test && { perClass: answersByClass(right, test) }),
    ...(right && old && flips(old, right)),
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

function flips(before: Uint8Array, now: Uint8Array) {
  const count = (from: number, to: number) =>
    before.reduce((sum, right, i) => sum + Number(right === from && now[i] === to), 0);
  return { newlyWrong: count(1, 0), newlyRight: count(0, 1) };
}
