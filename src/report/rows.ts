// The rows that every renderer shows for a model: one for each measure and scope, with its budgets.
import { isFloor, type MeasureName } from '../budget/measures.ts';
import { type Verdict, worst } from '../budget/verdict.ts';
import type { TimeCells } from './board-table.ts';
import { decodeShort } from './decode.ts';
import {
  formatArea,
  formatAtLeast,
  formatBanded,
  formatBytes,
  formatCount,
  formatDifference,
  formatError,
  formatLatency,
  formatMeasure,
  formatShare,
} from './format.ts';
import { describeHeadroom, describeHeadroomShortly } from './headroom.ts';
import { arenaOf, measurementsOf } from './measurements.ts';
import { judgedMetrics, METRIC_LABELS } from './metric-rows.ts';
import type { Answers, Errors, MeasuredModel, ModelReport, ReportedBoard, ReportedJudgement } from './report.ts';
import { describeWorstLayer, worstLayerOf } from './worst-layers.ts';

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
  accuracy: 'accuracy',
  quantDrop: 'lost to int8',
  error: 'MAE',
  latency: 'latency',
  macs: 'MACs',
  instructions: 'instructions',
  flash: 'flash',
  ...METRIC_LABELS,
};

const KINDS = { max: 'max ', min: 'min ', maxIncrease: 'max +', maxDrop: 'max drop ' } as const;

/** Judged figures first, then what stands beside them. */
export function rowsOf(report: ModelReport): Row[] {
  const { model, accuracy, floatAccuracy } = report;
  const rows: Row[] = [
    measuredRow(report, 'size', formatMeasure('size', model.sizeBytes)),
    measuredRow(report, 'gzip', formatMeasure('gzip', model.gzipBytes)),
  ];
  const { computers = [], unmeasuredBoards = [] } = report;
  if (report.boards.length + computers.length + unmeasuredBoards.length === 0) {
    for (const [profile, { arenaMinBytes }] of Object.entries(model.profiles)) {
      rows.push(measuredRow(report, 'arena', formatMeasure('arena', arenaMinBytes), profile));
    }
  }
  for (const board of report.boards) {
    if (board.refused !== undefined) continue;
    const arena = arenaOf(model, board.profile);
    if (arena) rows.push(measuredRow(report, 'arena', formatMeasure('arena', arena.arenaMinBytes), board.id));
  }
  const timed: readonly TimeCells[] = [...report.boards, ...computers];
  for (const { id, latencyMs, latencyBandPercent, latencyAtLeastMs } of timed) {
    if (latencyMs === undefined && latencyAtLeastMs === undefined) continue;
    const latency = formatLatency(latencyMs, latencyBandPercent, latencyAtLeastMs);
    rows.push(measuredRow(report, 'latency', latency, id));
  }
  rows.push(...judgedCosts(report));
  if (accuracy) rows.push(measuredRow(report, 'accuracy', formatAccuracy(accuracy, report)));
  if (report.error) rows.push(measuredRow(report, 'error', formatMeasure('error', report.error.mae)));
  if (accuracy && accuracy.total > 0 && floatAccuracy) {
    const lost = (floatAccuracy.correct - accuracy.correct) / accuracy.total;
    rows.push(measuredRow(report, 'quantDrop', formatDifference('quantDrop', lost)));
  }
  rows.push(...metricRows(report));
  // A budget whose measure has no figure still gets its line: not measured is a result.
  for (const judgement of report.budgets) {
    if (hasFigure(judgement)) continue;
    rows.push({
      label: labelOfJudgement(judgement, model),
      value: doesNotRun(judgement) ? 'does not run' : 'not measured',
      budget: budgetText(judgement),
      verdict: judgement.verdict,
    });
  }
  return [...rows, ...plainRows(report), measuredRow(report, 'macs', formatMeasure('macs', model.macs))];
}

/** What most people never ask for has rows where a budget does. */
export const COSTS: readonly MeasureName[] = ['instructions', 'flash'];

function judgedCosts(report: ModelReport): Row[] {
  return measurementsOf(report).flatMap(({ measure, scope, value, bandPercent, atLeast }) => {
    const isJudged = report.budgets.some((j) => j.measure === measure && j.scope === scope);
    if (!COSTS.includes(measure) || !isJudged) return [];
    if (value !== undefined) return [measuredRow(report, measure, formatBanded(measure, value, bandPercent), scope)];
    return atLeast === undefined ? [] : [measuredRow(report, measure, formatAtLeast(measure, atLeast), scope)];
  });
}

function metricRows(report: ModelReport): Row[] {
  return judgedMetrics(report).map(({ measure, scope, value = 0 }) =>
    measuredRow(report, measure, formatMeasure(measure, value), scope),
  );
}

function hasFigure({ value, atLeast }: ReportedJudgement): boolean {
  return value !== undefined || atLeast !== undefined;
}

function doesNotRun({ ofBoard, verdict }: ReportedJudgement): boolean {
  return ofBoard === true && verdict === 'fail';
}

/** Figures that no budget can name. */
export function plainRows(report: ModelReport): Row[] {
  const { model, accuracy, floatAccuracy, exactMatch, teacher, scratch: fromScratch } = report;
  const answers = (name: string, its: Answers | undefined) =>
    its ? [plainRow(name, formatAccuracy(its, report))] : [];
  return [
    ...(report.streams ? [plainRow('test recordings', describeStreams(report.streams))] : []),
    ...(exactMatch ? [plainRow('samples with all outputs right', formatAnswers(exactMatch))] : []),
    ...answers('accuracy, float', accuracy && floatAccuracy),
    ...answers(`accuracy, ${model.precision ?? 'int8'}, without teacher`, fromScratch?.accuracy),
    ...answers('accuracy of the teacher', teacher?.accuracy),
    ...errorRows(report),
    ...(model.decode ? [plainRow('compressed weights', decodeShort(model.decode))] : []),
    ...(model.compact ? [plainRow('compact export', describeCompact(model.compact, model.sizeBytes))] : []),
    ...(model.metadata ? [plainRow('metadata', describeMetadata(model.metadata, model.compact))] : []),
  ];
}

const JUDGED_BY = {
  last: 'the last answer',
  max: 'the greatest answer',
  mean: 'the mean answer',
  each: 'every sample',
} as const;

/** `24, 720 steps; judged by the last answer` */
function describeStreams({ recordings, steps, answer }: NonNullable<ModelReport['streams']>): string {
  return `${formatCount(recordings)}, ${formatCount(steps)} steps; judged by ${JUDGED_BY[answer]}`;
}

/** `7,552 B → 4,060 B`, of a file before and after. */
export function describeCompact(
  { fullBytes, reason }: NonNullable<MeasuredModel['compact']>,
  sizeBytes: number,
): string {
  if (reason !== undefined) return `unchanged: ${reason}`;
  return `${formatBytes(fullBytes)} → ${formatBytes(sizeBytes)}`;
}

/** `1,016 B of model.tflite` */
function describeMetadata(
  { bytes }: NonNullable<MeasuredModel['metadata']>,
  compact: MeasuredModel['compact'] | undefined,
): string {
  const file = compact && compact.reason === undefined ? 'model.full.tflite, none on the board' : 'model.tflite';
  return `${formatBytes(bytes)} of ${file}`;
}

/** Of a regression. */
function errorRows({ error, floatError, teacher, scratch: fromScratch, model }: ModelReport): Row[] {
  const mae = (name: string, its: Errors | undefined) =>
    its
      ? [plainRow(name, `${formatError(its.mae)}${its.auc === undefined ? '' : `, AUC ${formatArea(its.auc)}`}`)]
      : [];
  const precision = model.precision ? `, ${model.precision}` : '';
  return [
    ...(error
      ? [plainRow(`RMSE${precision}`, `${formatError(error.rmse)} (${formatCount(error.total)} samples)`)]
      : []),
    ...(error?.auc === undefined ? [] : [plainRow(`AUC${precision}`, formatArea(error.auc))]),
    ...mae('MAE, float', error && floatError),
    ...mae(`MAE, ${model.precision ?? 'int8'}, without teacher`, fromScratch?.error),
    ...mae('MAE of the teacher', teacher?.error),
  ];
}

/** `max 50 KiB`, `max drop 1.0 pp`. */
export function budgetText(judgement: ReportedJudgement): string {
  if (judgement.ofBoard) return '';
  return `${KINDS[judgement.kind]}${judgement.text}`;
}

/** `max 64 KiB (53,744 B free, 82%)` */
export function budgetCell(judgement: ReportedJudgement): string {
  const left = describeHeadroom(judgement);
  return `${budgetText(judgement)}${left === undefined ? '' : ` (${left})`}`;
}

/** `max 64 KiB (82% free)`, for the comment's first table. */
export function shortBudgetCell(judgement: ReportedJudgement): string {
  const left = describeHeadroomShortly(judgement);
  return `${budgetText(judgement)}${left === undefined ? '' : ` (${left})`}`;
}

export const NO_BUDGET = 'no budget is set, so nothing judges it; write one under "budgets:" in kd.yaml';

/** How a renderer writes names from outside. */
type Quote = (name: string) => string;

const asItIs: Quote = (name) => name;

export interface Complaint {
  readonly verdict: Verdict;
  /** `arena (arduino-nano-33-ble)` */
  readonly label: string;
  readonly text: string;
}

/**
 * A sentence for each judgement that is not a pass (what, by how much, what to do), and for each that the test set is
 * too small for. What is true of several boards, a remedy or why there is no figure, is said once.
 */
export function complaintsOf(report: ModelReport, quote: Quote = asItIs): Complaint[] {
  const { budgets, model } = report;
  const advised = new Set<string>();
  return budgets.flatMap((judgement) => {
    const { verdict, measure, lint, kind, text, reason = '' } = judgement;
    const label = labelOfJudgement(judgement, model, quote);
    const complaints: Complaint[] = [];
    if (verdict !== 'pass' && verdict !== 'no baseline') {
      const remedy = `${measure} ${reason}`;
      const isSaid = reason !== '' && advised.has(remedy);
      advised.add(remedy);
      const words = describe(isSaid ? { ...judgement, reason: 'as above' } : judgement);
      const where = isSaid ? '' : worstLayerNote(report, judgement);
      complaints.push({ verdict, label, text: quote(`${words}${where}`) });
    }
    if (lint) complaints.push({ verdict: 'warn', label: `${label} ${kind} ${quote(text)}`, text: quote(lint) });
    return complaints;
  });
}

/** Of what is exceeded, where most of it comes from. */
function worstLayerNote(report: ModelReport, { excess, measure, scope, ofBoard }: ReportedJudgement): string {
  const worstLayer = excess === undefined || ofBoard ? undefined : worstLayerOf(report, measure, scope);
  return worstLayer === undefined ? '' : `; ${describeWorstLayer(worstLayer)}`;
}

type Warnings = Pick<ModelReport, 'warnings' | 'model'> & Partial<Pick<ModelReport, 'boards'>>;

/** What looks wrong beside any budget: of data and training, of operators, and of boards. */
export function warningsOfModel({ warnings = [], model, boards = [] }: Warnings): string[] {
  const ofOperators = (model.warnings ?? []).map(({ operator, subgraph, op, text }) => {
    const place = subgraph === undefined ? `operator ${operator}` : `operator ${operator} of subgraph ${subgraph}`;
    return `${place} (${op}): ${text}`;
  });
  return [...warnings, ...ofOperators, ...warningsOfBoards(boards)];
}

/** Each once, with the boards that it is true of. */
function warningsOfBoards(boards: readonly ReportedBoard[]): string[] {
  const names = new Map<string, string[]>();
  for (const { name, warnings = [] } of boards) {
    for (const warning of warnings) names.set(warning, [...(names.get(warning) ?? []), name]);
  }
  return [...names].map(([warning, of]) => `on ${of.join(', ')}: ${warning}`);
}

/** `12,304 B is 1,040 B over max 11 KiB; use fewer filters`. */
export function describe(j: ReportedJudgement): string {
  const { measure } = j;
  if (j.ofBoard) return `${doesNotRun(j) ? 'the model does not run there' : 'not measured'}: ${j.reason}`;
  if (j.value === undefined && j.atLeast !== undefined) {
    const bound = formatAtLeast(measure, j.atLeast);
    if (j.excess === undefined) return `${bound}, which ${budgetText(j)} can't be judged by: ${j.reason}`;
    return `${bound} is ${excessText(j, j.excess)} ${budgetText(j)}; ${j.reason}`;
  }
  if (j.value === undefined) return `not measured against ${budgetText(j)}: ${j.reason}`;
  const value = formatBanded(measure, j.value, j.bandPercent);
  if (j.excess === undefined && j.bandEnd !== undefined) return `${value} against ${budgetText(j)}: ${j.reason}`;
  if (j.excess === undefined) return `${value} is within ${budgetText(j)}`;
  return `${value} is ${excessText(j, j.excess)} ${budgetText(j)}; ${j.reason}`;
}

/** `1,040 B over`, `0.40 pp below`. */
export function excessText({ measure, kind }: ReportedJudgement, excess: number): string {
  return `${formatDifference(measure, excess)} ${isFloor(kind) ? 'below' : 'over'}`;
}

/** `arena (arduino-nano-33-ble)`, `accuracy, int8`; the name alone where the measure has no scope. */
export function labelOf(
  measure: MeasureName,
  scope: string | undefined,
  { precision }: Pick<MeasuredModel, 'precision'>,
): string {
  const isWide = measure === 'quantDrop' && precision === 'int16';
  const plain = isWide ? 'lost to int16' : LABELS[measure];
  const isOfAnswers = measure === 'accuracy' || measure === 'error';
  const name = isOfAnswers && precision ? `${plain}, ${precision}` : plain;
  return scope ? `${name} (${scope})` : name;
}

/** As `labelOf`, or `board (arduino-nano-33-ble)`. */
export function labelOfJudgement(
  judgement: ReportedJudgement,
  model: Pick<MeasuredModel, 'precision'>,
  quote: Quote = asItIs,
): string {
  const { measure, ofBoard } = judgement;
  const scope = judgement.scope && quote(judgement.scope);
  return ofBoard ? `board (${scope})` : labelOf(measure, scope, model);
}

function plainRow(name: string, value: string): Row {
  return { label: name, value, budget: '' };
}

function measuredRow(report: ModelReport, measure: MeasureName, value: string, scope?: string): Row {
  const budgets = report.budgets.filter((j) => j.measure === measure && j.scope === scope && hasFigure(j));
  return {
    label: labelOf(measure, scope, report.model),
    value,
    budget: budgets.map(budgetCell).join(', '),
    verdict: budgets.length > 0 ? worst(budgets.map((j) => j.verdict)) : undefined,
  };
}

/** Of multi-label all outputs are counted. */
function formatAccuracy(answers: Answers, { exactMatch }: ModelReport): string {
  const text = formatAnswers(answers);
  return exactMatch ? text.replace(/\)$/, ' outputs)') : text;
}

function formatAnswers({ correct, total }: Answers): string {
  if (total === 0) return 'no samples';
  return `${formatShare(correct / total)} (${formatCount(correct)} of ${formatCount(total)})`;
}
