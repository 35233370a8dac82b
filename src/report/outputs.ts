// The report as the action's outputs.

import { visible } from '../base/quote.ts';
import { arenaOf, shareOf } from './measurements.ts';
import type { MeasuredModel, ModelReport, Report } from './report.ts';
import { describeChange } from './rules.ts';

/** GitHub refuses outputs of more than 1 MB a job; beyond this the figures are in report.json alone. */
const MOST_FIGURES = 256 * 1024;

/**
 * Outputs of action.yml that the report has: of the only (or first) model, arenas and latencies the largest over its
 * boards; and `figures`, all of all models and boards as JSON.
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
  const boards = report.boards.map(
    ({ id, profile, fits, refused, latencyMs, latencyBandPercent, latencyAtLeastMs }) => {
      const figures = {
        fits,
        ...(refused === undefined && arenaFiguresOf(model, profile)),
        ...(latencyMs !== undefined && { 'latency-ms': latencyMs, 'latency-band-percent': latencyBandPercent }),
        ...(latencyAtLeastMs !== undefined && { 'latency-at-least-ms': latencyAtLeastMs }),
      };
      return [id, figures];
    },
  );
  const computers = (report.computers ?? []).map(({ id, latencyMs, latencyBandPercent }) => [
    id,
    latencyMs === undefined ? {} : { 'latency-ms': latencyMs, 'latency-band-percent': latencyBandPercent },
  ]);
  const profiles = Object.keys(model.profiles).map((profile) => [profile, arenaFiguresOf(model, profile)]);
  return {
    verdict,
    ...measuresOf(report),
    boards: Object.fromEntries([...boards, ...computers]),
    profiles: Object.fromEntries(profiles),
  };
}

function arenaFiguresOf(model: MeasuredModel, profile: string): Figures {
  const arena = arenaOf(model, profile);
  return arena ? { 'arena-min-bytes': arena.arenaMinBytes, 'arena-used-bytes': arena.arenaUsedBytes } : {};
}
