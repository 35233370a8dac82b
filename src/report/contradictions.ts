// What a model's figures can't say at once, whoever wrote them: a report's, a stored result's, a baseline's.
import { unpackAnswers } from '../budget/paired.ts';
import { mapContradictions } from './arena-map.ts';
import { curveContradictions } from './learning-curve.ts';
import { arenaOf } from './measurements.ts';
import { isHeldBy } from './misfits.ts';
import { costContradictions } from './operator-costs.ts';
import type { Answers, Errors, MeasuredModel, ModelReport, ReportedBoard, ReportedTraining } from './report.ts';
import { sampleContradictions } from './sample-contradictions.ts';

/** Figures that a schema has let through. */
export type CheckableFigures = Pick<ModelReport, 'model' | 'boards'> &
  Partial<
    Pick<
      ModelReport,
      | ('accuracy' | 'floatAccuracy' | 'exactMatch' | 'error' | 'floatError')
      | 'computers'
      | ('confusion' | 'mistakes' | 'predictions')
      | ('perClass' | 'answersBySample' | 'classes' | 'teacher' | 'scratch' | 'training')
    >
  >;

/** What kd.yaml says of a board; one that can't be measured has no more than its id and name, a computer `runtime`. */
export type BoardFacts = Pick<ReportedBoard, 'id' | 'name'> &
  Partial<Pick<ReportedBoard, 'profile' | 'ramBytes' | 'flashBytes'>> & { readonly runtime?: string };

/** Whether the boards are these in this order, measured or told to be unmeasured; and the computers are these. */
export function areBoardsOf(
  { boards, computers = [], unmeasuredBoards = [] }: Pick<ModelReport, 'boards' | 'computers' | 'unmeasuredBoards'>,
  all: readonly BoardFacts[],
): boolean {
  const own = all.filter(({ runtime }) => runtime !== undefined);
  const isTold = ({ id, name }: BoardFacts, i: number) => computers[i].id === id && computers[i].name === name;
  if (own.length !== computers.length || !own.every(isTold)) return false;
  const asked = all.filter(({ runtime }) => runtime === undefined);
  const without = new Map(unmeasuredBoards.map(({ id, name }) => [id, name]));
  const measured = asked.filter(({ id, name }) => without.get(id) !== name);
  const isComplete = without.size === unmeasuredBoards.length && measured.length + without.size === asked.length;
  return isComplete && boards.length === measured.length && measured.every((board, i) => isSame(board, boards[i]));
}

function isSame(a: BoardFacts, b: BoardFacts): boolean {
  return (['id', 'name', 'profile', 'ramBytes', 'flashBytes'] as const).every((key) => a[key] === b[key]);
}

/** One sentence a contradiction; none where the figures can all be true. */
export function contradictionsOf(figures: CheckableFigures): string[] {
  return [
    ...ofAnswers(figures),
    ...ofExactMatch(figures),
    ...ofErrors(figures),
    ...ofClasses(figures),
    ...ofSamples(figures),
    ...sampleContradictions(figures),
    ...ofModel(figures.model),
    ...mapContradictions(figures.model),
    ...costContradictions(figures.model, figures.boards),
    ...ofBoards(figures),
    ...ofTraining(figures),
  ];
}

function ofAnswers({ accuracy, floatAccuracy, teacher, scratch }: CheckableFigures): string[] {
  const all: readonly (readonly [what: string, answers: Answers | undefined])[] = [
    ['accuracy', accuracy],
    ['floatAccuracy', floatAccuracy],
    ['teacher.accuracy', teacher?.accuracy],
    ['scratch.accuracy', scratch?.accuracy],
    ['scratch.floatAccuracy', scratch?.floatAccuracy],
  ];
  return all.flatMap(([what, answers]) => {
    if (!answers) return [];
    const { correct, total } = answers;
    if (correct > total) return [`${what} has ${correct} right answers of ${total}`];
    const isOfOtherSamples = accuracy !== undefined && total !== accuracy.total;
    return isOfOtherSamples ? [`${what} is of ${total} samples, accuracy of ${accuracy.total}`] : [];
  });
}

/** A sample has one output at least, and as many as any other; one that is all right has all of them right. */
function ofExactMatch({ accuracy, exactMatch, answersBySample }: CheckableFigures): string[] {
  if (!exactMatch) return [];
  if (!accuracy) return ['exactMatch is there without accuracy'];
  if (answersBySample !== undefined) return ['exactMatch is there beside answersBySample'];
  const { correct, total } = exactMatch;
  if (correct > total) return [`exactMatch has ${correct} right answers of ${total}`];
  const outputs = total === 0 ? 1 : accuracy.total / total;
  if (!Number.isInteger(outputs) || outputs < 1)
    return [`exactMatch is of ${total} samples, accuracy of ${accuracy.total}`];
  const least = correct * outputs;
  const most = least + (total - correct) * (outputs - 1);
  if (accuracy.correct >= least && accuracy.correct <= most) return [];
  return [`exactMatch has ${correct} samples of ${total} right, accuracy ${accuracy.correct} outputs`];
}

function ofErrors({ accuracy, error, floatError, teacher, scratch }: CheckableFigures): string[] {
  const all: readonly (readonly [what: string, error: Errors | undefined])[] = [
    ['error', error],
    ['floatError', floatError],
    ['teacher.error', teacher?.error],
    ['scratch.error', scratch?.error],
    ['scratch.floatError', scratch?.floatError],
  ];
  return all.flatMap(([what, errors]) => {
    if (!errors) return [];
    if (accuracy) return [`${what} is there beside accuracy`];
    const { mae, rmse, total } = errors;
    // The mean of squares is at least the square of the mean; both are rounded.
    if (mae > rmse * (1 + 1e-9)) return [`${what} has a mean of ${mae} and a root mean square of ${rmse}`];
    const isOfOtherSamples = error !== undefined && total !== error.total;
    return isOfOtherSamples ? [`${what} is of ${total} samples, error of ${error.total}`] : [];
  });
}

function ofClasses({ accuracy, perClass, classes }: CheckableFigures): string[] {
  if (!perClass) return [];
  const problems: string[] = [];
  if (classes && classes.length !== perClass.length) {
    problems.push(`perClass has ${perClass.length} entries, classes has ${classes.length}`);
  }
  const wrong = perClass.find(({ correct, total }) => correct > total);
  if (wrong) problems.push(`perClass has ${wrong.correct} right answers of ${wrong.total}`);
  for (const part of ['correct', 'total'] as const) {
    const sum = perClass.reduce((total, answers) => total + answers[part], 0);
    if (sum !== accuracy?.[part])
      problems.push(`perClass.${part} adds up to ${sum}, accuracy.${part} is ${accuracy?.[part] ?? 'not there'}`);
  }
  return problems;
}

function ofSamples({ accuracy, answersBySample }: CheckableFigures): string[] {
  if (answersBySample === undefined) return [];
  if (!accuracy) return ['answersBySample is there without accuracy'];
  const bytes = Math.ceil(accuracy.total / 8);
  const answers = answersBySample.length === 2 * bytes ? unpackAnswers(answersBySample, 8 * bytes) : undefined;
  if (!answers) return [`answersBySample has not one bit for each of ${accuracy.total} samples`];
  const right = answers.reduce((sum, answer) => sum + answer, 0);
  if (answers.subarray(accuracy.total).some((answer) => answer !== 0)) {
    return ['answersBySample has right answers beyond the last sample'];
  }
  return right === accuracy.correct ? [] : [`answersBySample has ${right} right answers, accuracy ${accuracy.correct}`];
}

function ofModel({ macs, operators, profiles, costs = {}, sizeBytes }: MeasuredModel): string[] {
  const sum = operators.reduce((total, operator) => total + operator.macs, 0);
  return [
    ...(sum === macs ? [] : [`the operators have ${sum} MACs, the model ${macs}`]),
    ...Object.values(profiles).flatMap(({ peak }) =>
      peak && peak.operator >= operators.length
        ? [`the arena's peak is in operator ${peak.operator}, which isn't there`]
        : [],
    ),
    ...Object.values(costs).flatMap(({ flashBytes }) =>
      flashBytes !== undefined && flashBytes < sizeBytes
        ? [`the model and its code take ${flashBytes} B of flash, the model alone ${sizeBytes}`]
        : [],
    ),
  ];
}

function ofBoards({ model, boards, computers = [] }: CheckableFigures): string[] {
  const ids = [...boards, ...computers].map(({ id }) => id);
  const twice = ids.length > new Set(ids).size ? ['two boards have the same id'] : [];
  return [...twice, ...boards.flatMap((board, i) => ofBoard(board, `boards[${i}]`, model))];
}

function ofBoard(board: ReportedBoard, what: string, model: MeasuredModel): string[] {
  const { profile, fits, refused, latencyMs, latencyAtLeastMs } = board;
  if (refused !== undefined) {
    const runs = fits || latencyMs !== undefined || latencyAtLeastMs !== undefined;
    return runs ? [`${what} refuses the model, and yet has a figure for it`] : [];
  }
  if (latencyMs !== undefined && latencyAtLeastMs !== undefined) return [`${what} has a latency, and a bound of it`];
  if (!arenaOf(model, profile)) return [`${what} has a profile that is not among the model's`];
  return isHeldBy(model, board) === fits ? [] : [`${what}.fits is ${fits}, which its figures are not`];
}

function ofTraining({ training, scratch }: CheckableFigures): string[] {
  const all = [training, scratch?.training].filter((one) => one !== undefined);
  return all.flatMap(({ bestEpoch, peakEpoch = bestEpoch, epochs, curve, aware }) => [
    ...curveContradictions({ epochs, curve }),
    ...[bestEpoch, peakEpoch]
      .filter((epoch) => epoch > epochs)
      .map((epoch) => `the best epoch is ${epoch} of ${epochs}`),
    ...(aware ? ofAware(aware) : []),
  ]);
}

type Aware = NonNullable<ReportedTraining['aware']>;

function ofAware({ bestEpoch, epochs, curve, answers, answersBefore, isShipped }: Aware): string[] {
  // Among equals PTQ ships (gate/quantize-student.ts).
  const isBetter = answers.correct > answersBefore.correct;
  return [
    ...curveContradictions({ epochs, curve }),
    ...(bestEpoch > epochs ? [`the best epoch of QAT is ${bestEpoch} of ${epochs}`] : []),
    ...(answers.total !== answersBefore.total ? ['QAT and PTQ were judged on different samples'] : []),
    ...Object.entries({ QAT: answers, PTQ: answersBefore }).flatMap(([name, { correct, total }]) =>
      correct > total ? [`${name} has ${correct} right answers of ${total}`] : [],
    ),
    ...(isBetter === isShipped ? [] : ['of QAT and PTQ the one is shipped that should not be']),
  ];
}
