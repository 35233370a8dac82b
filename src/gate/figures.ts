// What the stages found of a model, as its part of the report before any budget.
import { packAnswers } from '../budget/paired.ts';
import { settingsOf } from '../config/settings.ts';
import type { Dataset } from '../data/dataset.ts';
import { classesOf, type DataSets } from '../data/load.ts';
import { startsOf } from '../data/streams.ts';
import type { Figures } from '../report/measurements.ts';
import type { Answers, ModelReport } from '../report/report.ts';
import { scoreIn } from '../student/score.ts';
import type { Teaching } from '../teacher/teacher.ts';
import type { EvaluationOrReason } from './accuracy.ts';
import type { ModelBuild } from './make-model.ts';
import type { ModelMeasurement, OnBoards } from './measure.ts';
import type { ModelRun } from './model-run.ts';
import { sampleFigures } from './sample-figures.ts';
import type { Evaluation } from './scorer.ts';
import { streamWarnings } from './stream-warnings.ts';
import { judgedSet, runsOf } from './streams.ts';
import { type TestSet, testSetOf } from './test-set.ts';
import { stageWarnings } from './warnings.ts';

/** Of one model; `fromScratch` where kd.yaml asks for the comparison. */
export interface Findings extends OnBoards {
  readonly data: DataSets;
  readonly build: ModelBuild;
  readonly measurement: ModelMeasurement;
  readonly evaluation: EvaluationOrReason;
  readonly fromScratch: ModelReport['scratch'];
  readonly stages: ModelReport['stages'];
}

/**
 * Bytes, milliseconds and counts of right answers, as `report.ts` describes each. `evaluation` must be of all samples
 * of `test`, in their order: answers by class and by sample are counted from it.
 */
export function figuresOf(
  { name, model, seed }: ModelRun,
  { data, build, measurement, evaluation, fromScratch, stages, boards, computers, unmeasuredBoards }: Findings,
): Figures {
  const { digests, teacher, training, quantization, floatScore, isUnaugmented, normsInput } = build;
  const { accuracy: floatAccuracy, error: floatError } = floatScore ?? {};
  const { test } = data;
  const classes = classesOf(data);
  const answers = test && evaluation && accuracyFigures(evaluation, judgedSet(test));
  const samples =
    test && evaluation && !('reason' in evaluation) && sampleFigures(evaluation, test, measurement, teacher);
  const { inputs } = measurement.interpreter;
  const streams = answers && test?.streams && streamFigures(testSetOf(test, measurement.model), measurement);
  const warnings = [
    ...stageWarnings({ data, inputs, training, teacher, isUnaugmented, normsInput, ...answers }),
    ...streamWarnings(test, measurement),
    ...(build.stages ?? []).flatMap(({ shortfall }) => shortfall ?? []),
  ];
  return {
    name,
    model: measurement.figures,
    inputs: { ...digests, ...(test && { test: test.digest }) },
    settings: { ...settingsOf(model), seed: String(seed) },
    ...(classes.length > 0 && { classes: [...classes] }),
    ...(warnings.length > 0 && { warnings: [...warnings] }),
    ...answers,
    ...samples,
    ...(streams && { streams }),
    ...(teacher && { teacher: reportTeacher(teacher) }),
    ...(training && { training }),
    ...(quantization && { quantization }),
    ...(fromScratch && { scratch: fromScratch }),
    ...(stages && { stages }),
    ...(floatAccuracy && { floatAccuracy }),
    ...(floatError && { floatError }),
    boards,
    ...(computers.length > 0 && { computers }),
    ...(unmeasuredBoards.length > 0 && { unmeasuredBoards }),
  };
}

/** Of a test set with recordings. */
function streamFigures(testSet: TestSet, { interpreter }: ModelMeasurement): ModelReport['streams'] {
  const { streams } = testSet;
  if (!streams) return undefined;
  const recordings = startsOf(streams.recordings).length - 1;
  return { recordings, steps: runsOf(testSet, interpreter), answer: streams.params.answer };
}

type AccuracyFigures = Pick<
  Figures,
  'accuracyReason' | 'perClass' | 'answersBySample' | 'accuracy' | 'exactMatch' | 'error'
>;

function accuracyFigures(evaluation: NonNullable<EvaluationOrReason>, test: Dataset): AccuracyFigures {
  if ('reason' in evaluation) return { accuracyReason: evaluation.reason };
  const { accuracy, exactMatch, error, correctBySample, byOutput }: Evaluation = evaluation;
  return {
    ...(byOutput && { perClass: [...byOutput] }),
    ...(correctBySample && {
      perClass: answersByClass(correctBySample, test),
      answersBySample: packAnswers(correctBySample),
    }),
    ...(accuracy && { accuracy }),
    ...(exactMatch && { exactMatch }),
    ...(error && { error }),
  };
}

/** By class of a data set with classes. */
export function answersByClass(correctBySample: Uint8Array, { labels, classes }: Dataset): Answers[] {
  const answers = classes.map(() => ({ correct: 0, total: 0 }));
  for (const [sample, isCorrect] of correctBySample.entries()) {
    const answer = answers[labels[sample]];
    answer.correct += isCorrect;
    answer.total++;
  }
  return answers;
}

function reportTeacher({ kind, engine, ...teaching }: Teaching): ModelReport['teacher'] {
  return { kind, engine, ...scoreIn(teaching) };
}
