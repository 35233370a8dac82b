// What the figures of single samples can't say beside those of the whole test set: packed answers, confusion, mistakes.
import { answersOf, type Predictions, taskOf } from '../budget/metrics/predictions.ts';
import { unpackAnswers } from '../budget/paired.ts';
import { unpackPredictions } from './predictions.ts';
import type { ModelReport } from './report.ts';

export type SampleFigures = Partial<
  Pick<
    ModelReport,
    'accuracy' | 'error' | 'perClass' | 'answersBySample' | 'classes' | 'confusion' | 'mistakes' | 'predictions'
  >
>;

/** One sentence a contradiction. */
export function sampleContradictions(figures: SampleFigures): string[] {
  const { predictions: packed } = figures;
  if (!packed) return [...ofConfusion(figures), ...ofMistakes(figures)];
  const predictions = unpackPredictions(packed);
  if (!predictions) return ['predictions hold not as many finite values as they say'];
  if (taskOf(predictions) === 'regression') return ofErrors(predictions, figures);
  const wrong = wrongLabels(predictions, figures);
  if (wrong !== undefined) return [wrong];
  return [
    ...ofAnswers(predictions, figures),
    ...ofConfusion(figures, predictions),
    ...ofMistakes(figures, predictions),
  ];
}

function ofErrors({ samples, width, values, labels, threshold }: Predictions, { error }: SampleFigures): string[] {
  if (!error) return ['predictions have errors, and there is none'];
  if (width !== 2 || threshold !== undefined) return ['predictions of errors have not two of a sample'];
  if (labels?.some((label) => label > 1)) return ['predictions have a label that is neither 0 nor 1'];
  if (samples !== error.total) return [`predictions are of ${samples} samples, error of ${error.total}`];
  let [absolute, squared] = [0, 0];
  for (let n = 0; n < samples; n++) {
    absolute += values[2 * n];
    squared += values[2 * n + 1];
  }
  // As the sums of student/score.ts, in the same order.
  const found = [absolute / samples, Math.sqrt(squared / samples)].map((one) => Math.min(one, MOST_ERROR));
  const isSame = found[0] === error.mae && found[1] === error.rmse;
  return isSame ? [] : [`predictions have a mean error of ${found[0]}, error ${error.mae}`];
}

/** As student/score.ts has it. */
const MOST_ERROR = 1e15;

/** Before anything is looked up by a label. */
function wrongLabels({ kind, width, samples, labels, values, threshold }: Predictions, figures: SampleFigures) {
  const { accuracy, perClass = [] } = figures;
  if (!accuracy || !labels) return 'predictions are there without accuracy, or have no labels';
  const isYesNo = threshold !== undefined;
  if (kind === 'answers' && (width !== 1 || isYesNo)) return 'predictions of answers have not one of a sample';
  const outputs = isYesNo ? width : 1;
  if (samples * outputs !== accuracy.total) {
    return `predictions are of ${samples * outputs} answers, accuracy of ${accuracy.total}`;
  }
  const most = isYesNo ? 2 : kind === 'scores' ? width : 65536;
  const known = isYesNo ? 2 : perClass.length;
  if (labels.some((label) => label >= Math.min(most, known))) return 'predictions have a label that is no class';
  const isOdd = (value: number) => !Number.isInteger(value) || value < 0 || value > 65535;
  return kind === 'answers' && values.some(isOdd) ? 'predictions have an answer that is no class' : undefined;
}

function ofAnswers(predictions: Predictions, { accuracy, perClass, answersBySample }: SampleFigures): string[] {
  const { labels = new Uint16Array(0) } = predictions;
  const answers = answersOf(predictions);
  const right = Uint8Array.from(answers, (answer, n) => Number(answer === labels[n]));
  const correct = right.reduce((sum, one) => sum + one, 0);
  if (correct !== accuracy?.correct)
    return [`predictions have ${correct} right answers, accuracy ${accuracy?.correct}`];
  const bits = answersBySample === undefined ? undefined : unpackAnswers(answersBySample, right.length);
  if (bits && right.some((one, n) => one !== bits[n])) return ['predictions and answersBySample are of other answers'];
  if (taskOf(predictions) === 'multi-label' || !perClass) return [];
  const totals = perClass.map(() => 0);
  for (const label of labels) totals[label]++;
  const isSame = perClass.every(({ total }, label) => total === totals[label]);
  return isSame ? [] : ['predictions and perClass are of other samples'];
}

function ofConfusion({ confusion, perClass }: SampleFigures, predictions?: Predictions): string[] {
  if (!confusion) return [];
  const { classes, rows } = confusion;
  if (rows.length !== classes.length || rows.some((row) => row.length !== classes.length)) {
    return ['confusion has not as many rows and columns as classes'];
  }
  if (!perClass || perClass.length > rows.length) return ['confusion has fewer classes than perClass'];
  const isSame = rows.every((row, label) => {
    const { correct, total } = perClass[label] ?? { correct: 0, total: 0 };
    return row[label] === correct && row.reduce((sum, one) => sum + one, 0) === total;
  });
  if (!isSame) return ['confusion and perClass are of other answers'];
  if (!predictions?.labels || taskOf(predictions) === 'multi-label') return [];
  const left = rows.map((row) => [...row]);
  const { labels } = predictions;
  const isTaken = answersOf(predictions).every((answer, n) => --left[labels[n]][answer] >= 0);
  return isTaken ? [] : ['confusion and predictions are of other answers'];
}

function ofMistakes({ mistakes = [], accuracy, answersBySample }: SampleFigures, predictions?: Predictions): string[] {
  const total = accuracy?.total ?? 0;
  const right = answersBySample === undefined ? undefined : unpackAnswers(answersBySample, total);
  const answers = predictions && answersOf(predictions);
  const isWrong = mistakes.some(({ sample, label, answer }, i) => {
    if (sample >= total || label === answer || right?.[sample] !== 0) return true;
    if (mistakes.findIndex((other) => other.sample === sample) !== i) return true;
    return answers !== undefined && (answers[sample] !== answer || predictions?.labels?.[sample] !== label);
  });
  return isWrong ? ['a mistake is of a sample that is answered otherwise'] : [];
}
