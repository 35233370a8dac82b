// The report as the action's outputs.

import { visible } from '../base/quote.ts';
import { arenaOf, shareOf } from './measurements.ts';
import { hasRoom, own } from './misfits.ts';
import type { MeasuredModel, ModelReport, Report, ReportedBoard, ReportedJudgement } from './report.ts';
import { describeChange } from './rules.ts';

/** GitHub refuses outputs of more than 1 MB a job; beyond this the figures are in report.json alone. */
const MOST_FIGURES = 256 * 1024;

/**
 * Outputs of action.yml that the report has: of the only (or first) model, arenas, latencies, instructions and flash
 * the largest over its boards, what is free the least; and `figures`, all of all models and boards as JSON.
 */
export function outputsOf(report: Report): Readonly<Record<string, string>> {
  const [model] = report.models;
  const measures = model ? Object.entries(worstOf(model)).map(([name, value]) => [name, String(value)]) : [];
  const figures = JSON.stringify(Object.fromEntries(report.models.map((one) => [one.name, figuresOf(one)])));
  return {
    verdict: report.verdict,
    'rule-changes': ruleChangesOf(report),
    ...Object.fromEntries(measures),
    ...(figures.length <= MOST_FIGURES && { figures }),
  };
}

/** In one line; empty where nothing changed. */
function ruleChangesOf(report: Report): string {
  return (report.rules?.changes ?? []).map((change) => visible(describeChange(change, report))).join('; ');
}

type Figures = Readonly<Record<string, number | string>>;

function worstOf(report: ModelReport): Figures {
  const arenas = Object.values(report.model.profiles);
  const largest = (values: readonly number[]) => Math.max(0, ...values);
  const latencies = [...report.boards, ...(report.computers ?? [])].flatMap(({ latencyMs }) =>
    latencyMs === undefined ? [] : [latencyMs],
  );
  return {
    ...measuresOf(report),
    'arena-min-bytes': largest(arenas.map((arena) => arena.arenaMinBytes)),
    'arena-used-bytes': largest(arenas.map((arena) => arena.arenaUsedBytes)),
    ...(latencies.length > 0 && { 'latency-ms': largest(latencies) }),
    ...largestCosts(report.model),
    ...leastHeadroom(report),
  };
}

/** Over the profiles, where each of them has the figure. */
function largestCosts({ costs = {} }: MeasuredModel): Figures {
  const all = Object.values(costs);
  const largest = (name: string, values: readonly (number | undefined)[]): Figures => {
    const known = values.flatMap((value) => value ?? []);
    return known.length > 0 && known.length === values.length ? { [name]: Math.max(...known) } : {};
  };
  return {
    ...largest(
      'instructions',
      all.map(({ instructions }) => instructions),
    ),
    ...largest(
      'flash-bytes',
      all.map(({ flashBytes }) => flashBytes),
    ),
  };
}

/** What the tightest budget with a maximum leaves, and the fullest board. */
function leastHeadroom({ budgets, headroom = [] }: ModelReport): Figures {
  const least = (name: string, values: readonly number[]): Figures =>
    values.length > 0 ? { [name]: Math.min(...values) } : {};
  const percents = budgets.flatMap(({ kind, ofBoard, headroom: left }) =>
    kind === 'max' && !ofBoard ? (left?.percent ?? []) : [],
  );
  return {
    ...least('headroom-percent', percents),
    ...least(
      'ram-free-bytes',
      headroom.map(({ ram }) => ram.bytes),
    ),
    ...least(
      'flash-free-bytes',
      headroom.map(({ flash }) => flash.bytes),
    ),
  };
}

/** Of a model, whatever it runs on. */
function measuresOf({ model, accuracy, floatAccuracy, error, floatError }: ModelReport): Figures {
  const [share, floatShare] = [accuracy, floatAccuracy].map(shareOf);
  return {
    'size-bytes': model.sizeBytes,
    'gzip-bytes': model.gzipBytes,
    ...(share !== undefined && { accuracy: share }),
    ...(floatShare !== undefined && { 'float-accuracy': floatShare }),
    ...(share !== undefined && floatShare !== undefined && { 'quant-drop': floatShare - share }),
    ...(error && { error: error.mae, rmse: error.rmse, ...(error.auc !== undefined && { auc: error.auc }) }),
    ...(floatError && { 'float-error': floatError.mae }),
    macs: model.macs,
    'model-sha256': model.sha256,
  };
}

/** `boards`: by id; without boards the arenas are by profile. */
function figuresOf(report: ModelReport) {
  const { verdict, model } = report;
  const boards = report.boards.map((board) => [board.id, boardFiguresOf(board, report)]);
  const computers = (report.computers ?? []).map(({ id, latencyMs, latencyBandPercent }) => [
    id,
    latencyMs === undefined ? {} : { 'latency-ms': latencyMs, 'latency-band-percent': latencyBandPercent },
  ]);
  const profiles = Object.keys(model.profiles).map((profile) => [
    profile,
    { ...arenaFiguresOf(model, profile), ...costFiguresOf(model, profile) },
  ]);
  return {
    verdict,
    ...measuresOf(report),
    budgets: report.budgets.filter(({ ofBoard }) => !ofBoard).map(budgetFiguresOf),
    boards: Object.fromEntries([...boards, ...computers]),
    profiles: Object.fromEntries(profiles),
  };
}

function boardFiguresOf(board: ReportedBoard, { model, headroom }: ModelReport) {
  const { id, profile, refused, latencyMs, latencyBandPercent, latencyAtLeastMs } = board;
  const left = headroom?.find((one) => one.board === id);
  return {
    fits: hasRoom(board, headroom),
    ...(refused === undefined && { ...arenaFiguresOf(model, profile), ...costFiguresOf(model, profile) }),
    ...(latencyMs !== undefined && { 'latency-ms': latencyMs, 'latency-band-percent': latencyBandPercent }),
    ...(latencyAtLeastMs !== undefined && { 'latency-at-least-ms': latencyAtLeastMs }),
    ...(left && { 'ram-free-bytes': left.ram.bytes, 'flash-free-bytes': left.flash.bytes }),
  };
}

function arenaFiguresOf(model: MeasuredModel, profile: string): Figures {
  const arena = arenaOf(model, profile);
  return arena ? { 'arena-min-bytes': arena.arenaMinBytes, 'arena-used-bytes': arena.arenaUsedBytes } : {};
}

function costFiguresOf({ costs = {} }: MeasuredModel, profile: string): Figures {
  const { instructions, instructionsAtLeast, flashBytes, flashBandPercent } = own(costs, profile) ?? {};
  return {
    ...(instructions !== undefined && { instructions }),
    ...(instructionsAtLeast !== undefined && { 'instructions-at-least': instructionsAtLeast }),
    ...(flashBytes !== undefined && { 'flash-bytes': flashBytes }),
    ...(flashBandPercent !== undefined && { 'flash-band-percent': flashBandPercent }),
  };
}

function budgetFiguresOf({ measure, scope, kind, text, verdict, headroom }: ReportedJudgement) {
  return { measure, scope, kind, limit: text, verdict, headroom };
}
