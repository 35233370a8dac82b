// Whether stored figures can be those of one model: a digest says that they are whole, not that they fit together.
import { unpackAnswers } from '../budget/paired.ts';
import type { Figures } from '../report/measurements.ts';
import type { Answers, MeasuredModel, ReportedBoard } from '../report/report.ts';

/** The model of kd.yaml that a result is looked for. */
export interface AskedModel {
  readonly name: string;
  readonly boards: readonly Pick<ReportedBoard, 'id' | 'name' | 'profile' | 'ramBytes' | 'flashBytes'>[];
}

/** Of figures that have the schema's shape. */
export function isConsistent(figures: Figures): boolean {
  const { model, boards, classes, perClass } = figures;
  return (
    isPlain(figures) &&
    model.operators.reduce((sum, { macs }) => sum + macs, 0) === model.macs &&
    model.gzipBytes > 0 &&
    boards.every((board) => isBoardOf(model, board)) &&
    (perClass === undefined || perClass.length === classes?.length) &&
    haveSameSamples(figures) &&
    countsAgree(figures)
  );
}

/** Whether they are of this model on these boards, in this order. */
export function areFiguresOf({ name, boards }: Figures, asked: AskedModel): boolean {
  return (
    name === asked.name &&
    boards.length === asked.boards.length &&
    asked.boards.every((board, i) => isSameBoard(board, boards[i]))
  );
}

function isSameBoard(a: AskedModel['boards'][number], b: AskedModel['boards'][number]): boolean {
  return (
    a.id === b.id &&
    a.name === b.name &&
    a.profile === b.profile &&
    a.ramBytes === b.ramBytes &&
    a.flashBytes === b.flashBytes
  );
}

/** Numbers that count something, and keys that are nobody's prototype. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, inner]) => key !== '__proto__' && isPlain(inner));
}

function isBoardOf({ sizeBytes, profiles }: MeasuredModel, board: ReportedBoard): boolean {
  const { profile, ramBytes, flashBytes, fits, refused, latencyMs = 0, latencyBandPercent = 0 } = board;
  if (latencyMs < 0 || latencyBandPercent < 0) return false;
  if (refused !== undefined) return !fits && board.latencyMs === undefined;
  if (!Object.hasOwn(profiles, profile)) return false;
  return !fits || (profiles[profile].arenaMinBytes <= ramBytes && sizeBytes <= flashBytes);
}

/** All that was asked answered the same test set. */
function haveSameSamples({ accuracy, floatAccuracy, teacher, scratch, perClass, answersBySample }: Figures): boolean {
  const others = [floatAccuracy, teacher?.accuracy, scratch?.accuracy, scratch?.floatAccuracy];
  const all = [accuracy, ...others].filter((answers) => answers !== undefined);
  if (!accuracy) return all.length === 0 && perClass === undefined && answersBySample === undefined;
  return all.every((answers) => isShare(answers) && answers.total === accuracy.total);
}

function isShare({ correct, total }: Answers): boolean {
  return correct <= total;
}

/** The answers by class and by sample add up to the accuracy. */
function countsAgree({ accuracy, perClass, answersBySample }: Figures): boolean {
  if (!accuracy) return true;
  if (perClass) {
    const sum = (key: keyof Answers) => perClass.reduce((all, answers) => all + answers[key], 0);
    if (!perClass.every(isShare) || sum('correct') !== accuracy.correct || sum('total') !== accuracy.total)
      return false;
  }
  return answersBySample === undefined || rightAnswers(answersBySample, accuracy.total) === accuracy.correct;
}

/** Undefined for a text of another length, or with a bit where there is no sample. */
function rightAnswers(text: string, total: number): number | undefined {
  const padded = Math.ceil(total / 8) * 8;
  if (text.length !== padded / 4) return undefined;
  const bits = unpackAnswers(text, padded);
  if (!bits || bits.subarray(total).some((bit) => bit === 1)) return undefined;
  return bits.reduce((sum, bit) => sum + bit, 0);
}
