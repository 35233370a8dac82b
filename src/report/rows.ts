// The rows that every renderer shows for a model: one for each measure and scope, with its budgets.
import { isFloor, type MeasureName } from '../budget/judge.ts';
import { type Verdict, worst } from '../budget/verdict.ts';
import { formatCount, formatDifference, formatMeasure, formatShare } from './format.ts';
import { arenaOf } from './measurements.ts';
import type { Answers, ModelReport, ReportedJudgement } from './report.ts';

export interface Row {
  readonly label: string;
  readonly value: string;
  /** `max 50 KiB`; empty where nothing judges this row. */
  readonly budget: string;
  readonly verdict?: Verdict;
}

const LABELS: Readonly<Record<MeasureName, string>> = {
  size: 'size',
  gzip: 'size, gzip',
  arena: 'arena',
  accuracy: 'accuracy, int8',
  quantDrop: 'lost to int8',
  latency: 'latency',
};

const KINDS = { max: 'max ', min: 'min ', maxIncrease: 'max +', maxDrop: 'max drop ' } as const;

/** Budgets without a value come last. */
export function rowsOf(report: ModelReport): Row[] {
  const { model, accuracy, floatAccuracy, teacher, scratch: fromScratch } = report;
  const rows: Row[] = [
    measuredRow(report, 'size', formatMeasure('size', model.sizeBytes)),
    measuredRow(report, 'gzip', formatMeasure('gzip', model.gzipBytes)),
  ];
  if (report.boards.length === 0) {
    for (const [profile, { arenaMinBytes }] of Object.entries(model.profiles)) {
      rows.push(measuredRow(report, 'arena', formatMeasure('arena', arenaMinBytes), profile));
    }
  }
  for (const board of report.boards) {
    if (board.refused !== undefined) continue;
    const arena = arenaOf(model, board.profile);
    if (arena) rows.push(measuredRow(report, 'arena', formatMeasure('arena', arena.arenaMinBytes), board.id));
  }
  for (const { id, latencyMs, latencyBandPercent } of report.boards) {
    if (latencyMs === undefined) continue;
    const band = latencyBandPercent === undefined ? '' : ` ±${latencyBandPercent}%`;
    rows.push(measuredRow(report, 'latency', `${formatMeasure('latency', latencyMs)}${band}`, id));
  }
  if (accuracy) rows.push(measuredRow(report, 'accuracy', formatAnswers(accuracy)));
  if (accuracy && accuracy.total > 0 && floatAccuracy) {
    const lost = (floatAccuracy.correct - accuracy.correct) / accuracy.total;
    rows.push(measuredRow(report, 'quantDrop', formatDifference('quantDrop', lost)));
    rows.push(plainRow('accuracy, float', formatAnswers(floatAccuracy)));
  }
  if (fromScratch) rows.push(plainRow('accuracy, int8, without teacher', formatAnswers(fromScratch.accuracy)));
  if (teacher?.accuracy) rows.push(plainRow('accuracy of the teacher', formatAnswers(teacher.accuracy)));
  rows.push(plainRow('MACs', formatCount(model.macs)));
  // A budget whose measure has no figure still gets its line: not measured is a result.
  for (const judgement of report.budgets) {
    if (judgement.value !== undefined) continue;
    rows.push({
      label: labelOf(judgement.measure, judgement.scope),
      value: 'not measured',
      budget: budgetText(judgement),
      verdict: judgement.verdict,
    });
  }
  return rows;
}

/** `max 50 KiB`, `max drop 1.0 pp`. */
export function budgetText(judgement: ReportedJudgement): string {
  return `${KINDS[judgement.kind]}${judgement.text}`;
}

export const NO_BUDGET = 'no budget is set, so nothing judges it; write one under "budgets:" in kd.yaml';

/** One sentence for each judgement that is not a pass: what, by how much, what to do. */
export function complaintsOf(report: ModelReport): string[] {
  if (report.budgets.length === 0) return [NO_BUDGET];
  return report.budgets
    .filter((j) => j.verdict !== 'pass' && j.verdict !== 'no baseline')
    .map((j) => `${labelOf(j.measure, j.scope)}: ${describe(j)}`);
}

/** `12,304 B is 1,040 B over max 11 KiB; use fewer filters`. */
export function describe(j: ReportedJudgement): string {
  const { measure } = j;
  if (j.value === undefined) return `not measured against ${budgetText(j)}: ${j.reason}`;
  const value = formatMeasure(measure, j.value);
  if (j.excess === undefined) return `${value} is within ${budgetText(j)}`;
  return `${value} is ${excessText(j, j.excess)} ${budgetText(j)}; ${j.reason}`;
}

/** `1,040 B over`, `0.40 pp below`. */
export function excessText({ measure, kind }: ReportedJudgement, excess: number): string {
  return `${formatDifference(measure, excess)} ${isFloor(kind) ? 'below' : 'over'}`;
}

/** `arena (arduino-nano-33-ble)`; the name alone where the measure has no scope. */
export function labelOf(measure: MeasureName, scope: string | undefined): string {
  return scope ? `${LABELS[measure]} (${scope})` : LABELS[measure];
}

function plainRow(name: string, value: string): Row {
  return { label: name, value, budget: '' };
}

function measuredRow(report: ModelReport, measure: MeasureName, value: string, scope?: string): Row {
  const budgets = report.budgets.filter((j) => j.measure === measure && j.scope === scope && j.value !== undefined);
  return {
    label: labelOf(measure, scope),
    value,
    budget: budgets.map(budgetText).join(', '),
    verdict: budgets.length > 0 ? worst(budgets.map((j) => j.verdict)) : undefined,
  };
}

function formatAnswers({ correct, total }: Answers): string {
  if (total === 0) return 'no samples';
  return `${formatShare(correct / total)} (${formatCount(correct)} of ${formatCount(total)})`;
}
