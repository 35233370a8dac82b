// What the stages found of a model, as its part of the report before any budget.
import { packAnswers } from '../budget/paired.ts';
import { settingsOf } from '../config/settings.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Figures } from '../report/measurements.ts';
import type { Answers, ModelReport } from '../report/report.ts';
import type { Teaching } from '../teacher/teacher.ts';
import type { Evaluation } from './evaluate.ts';
import type { ModelBuild } from './make-model.ts';
import type { ModelMeasurement, OnBoards } from './measure.ts';
import type { ModelRun } from './model-run.ts';

/** Of one model; `fromScratch` where kd.yaml asks for the comparison. */
export interface Findings extends OnBoards {
  readonly test: Dataset;
  readonly build: ModelBuild;
  readonly measurement: ModelMeasurement;
  readonly evaluation: Evaluation;
  readonly fromScratch: ModelReport['scratch'];
}

/**
 * Bytes, milliseconds and counts of right answers, as `report.ts` describes each. `evaluation` must be of all samples
 * of `test`, in their order: answers by class and by sample are counted from it.
 */
export function figuresOf(
  { name, model, seed }: ModelRun,
  { test, build, measurement, evaluation, fromScratch, boards, unmeasuredBoards }: Findings,
): Figures {
  const { digests, teacher, training, floatAccuracy } = build;
  const { correct, total, correctBySample } = evaluation;
  return {
    name,
    model: measurement.figures,
    inputs: { ...digests, test: test.digest },
    settings: { ...settingsOf(model), seed: String(seed) },
    classes: [...test.classes],
    perClass: answersByClass(correctBySample, test),
    answersBySample: packAnswers(correctBySample),
    ...(teacher && { teacher: reportTeacher(teacher) }),
    ...(training && { training }),
    ...(fromScratch && { scratch: fromScratch }),
    accuracy: { correct, total },
    ...(floatAccuracy && { floatAccuracy }),
    boards,
    ...(unmeasuredBoards.length > 0 && { unmeasuredBoards }),
  };
}

function answersByClass(correctBySample: Uint8Array, { labels, classes }: Dataset): Answers[] {
  const answers = classes.map(() => ({ correct: 0, total: 0 }));
  for (const [sample, isCorrect] of correctBySample.entries()) {
    const answer = answers[labels[sample]];
    answer.correct += isCorrect;
    answer.total++;
  }
  return answers;
}

function reportTeacher({ kind, engine, accuracy }: Teaching): ModelReport['teacher'] {
  return { kind, engine, ...(accuracy && { accuracy: { ...accuracy } }) };
}
