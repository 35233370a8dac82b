// The report as the action's outputs and annotations.
import type { Place } from '../base/problem.ts';
import { visible } from '../base/quote.ts';
import { isAccepted } from './headline.ts';
import type { ModelReport, Report } from './report.ts';
import { describe } from './rows.ts';

/** Outputs of action.yml that the report has: of the only (or first) model, arenas the largest over its boards. */
export function outputsOf(report: Report): Readonly<Record<string, string>> {
  const [model] = report.models;
  return { verdict: report.verdict, ...(model && measuresOf(model)) };
}

function measuresOf({ model, accuracy, floatAccuracy }: ModelReport): Readonly<Record<string, string>> {
  const arenas = Object.values(model.profiles);
  const largest = (bytes: readonly number[]) => String(Math.max(0, ...bytes));
  return {
    'size-bytes': String(model.sizeBytes),
    'gzip-bytes': String(model.gzipBytes),
    'arena-min-bytes': largest(arenas.map((arena) => arena.arenaMinBytes)),
    'arena-used-bytes': largest(arenas.map((arena) => arena.arenaUsedBytes)),
    ...(accuracy && { accuracy: String(accuracy.correct / accuracy.total) }),
    ...(floatAccuracy && { 'float-accuracy': String(floatAccuracy.correct / floatAccuracy.total) }),
    macs: String(model.macs),
    'model-sha256': model.sha256,
  };
}

export interface Annotation {
  readonly level: 'error' | 'warning';
  readonly message: string;
  readonly place?: Place;
}

/** One for each budget that isn't met, on its line of kd.yaml, and one for each that the test set is too small for. */
export function annotationsOf(report: Report): Annotation[] {
  // What someone accepted is still shown, but not as an error.
  const worst = isAccepted(report) ? 'warning' : 'error';
  return report.models.flatMap(({ name, budgets }) =>
    budgets.flatMap((judgement): Annotation[] => {
      const { verdict, measure, scope, lint, place } = judgement;
      const about = `${name}: ${measure}${scope ? ` (${scope})` : ''}`;
      const isMet = verdict === 'pass' || verdict === 'no baseline';
      const level = verdict === 'warn' ? 'warning' : worst;
      return [
        ...(isMet ? [] : [{ level, message: visible(`${about} ${describe(judgement)}`), place } as const]),
        ...(lint ? [{ level: 'warning', message: visible(`${about} ${lint}`), place } as const] : []),
      ];
    }),
  );
}
