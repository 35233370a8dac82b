// The settings of `distill:` that `auto` tried, in a sentence and as a table.
import { markdownTable } from 'markdown-table';
import { formatError, formatShare } from './format.ts';
import type { ReportedTraining } from './report.ts';

type Search = NonNullable<ReportedTraining['search']>;
type Trial = Search['trials'][number];

const HEADER = ['learning rate', 'temperature', 'alpha', 'held out'];

/** `auto: 9 settings tried for 8 epochs each, from 91.7% to 98.3% of held-out samples right`; undefined without. */
export function describeTrials({ search }: Pick<ReportedTraining, 'search'>): string | undefined {
  if (!search || search.trials.length === 0) return undefined;
  const { epochs, trials } = search;
  const shares = trials.flatMap(({ accuracy }) => (accuracy ? [accuracy.correct / accuracy.total] : []));
  const errors = trials.flatMap(({ error }) => (error ? [error.mae] : []));
  const what = `auto: ${trials.length} settings tried for ${epochs} epochs each`;
  if (shares.length > 0) {
    const [least, most] = [Math.min(...shares), Math.max(...shares)].map(formatShare);
    return `${what}, from ${least} to ${most} right on held-out samples`;
  }
  if (errors.length === 0) return `${what}, all diverged`;
  const [most, least] = [Math.max(...errors), Math.min(...errors)].map(formatError);
  return `${what}, MAE from ${most} to ${least} on held-out samples`;
}

/** Markdown: a row a trial. */
export function trialTable({ search }: Pick<ReportedTraining, 'search'>): string[] {
  if (!search || search.trials.length === 0) return [];
  const rows = search.trials.map((trial) => [
    ...[trial.learningRate, trial.temperature, trial.alpha].map(String),
    scoreOf(trial),
  ]);
  return [markdownTable([HEADER, ...rows], { align: ['r', 'r', 'r', 'r'] })];
}

function scoreOf({ accuracy, error }: Trial): string {
  if (accuracy) return formatShare(accuracy.correct / accuracy.total);
  return error ? `MAE ${formatError(error.mae)}` : 'diverged';
}
