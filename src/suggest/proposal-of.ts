// What a trained candidate comes to as a proposal: its changes, and each measure before and after.
import { type MeasureName, SHARE_MEASURES } from '../budget/measures.ts';
import { measurementsOf } from '../report/measurements.ts';
import type { Proposal, ProposedEffect } from '../report/proposal.ts';
import type { ModelReport, ReportedJudgement } from '../report/report.ts';
import { proposedChange } from './change.ts';
import type { TrainedCandidate } from './trials.ts';

interface Told {
  readonly judged: number;
  readonly trained: number;
}

export function proposalOf(
  name: string,
  current: ModelReport,
  { judged, report, trial }: TrainedCandidate,
  told: Told,
): Proposal {
  const { changes } = judged.candidate;
  const effects = effectsOf(current, report);
  const accuracy = effects.find(({ measure }) => measure === 'accuracy');
  const isKnown = accuracy?.before !== undefined && accuracy.after !== undefined;
  const budgets = trial.passes ? [] : movedBudgets(report);
  return {
    model: name,
    passes: trial.passes,
    changes: changes.map((change) => proposedChange(name, change)),
    effects,
    ...(budgets.length > 0 && { budgets }),
    size: Number(judged.size.toPrecision(4)),
    ...(isKnown && { accuracyChange: (accuracy.after ?? 0) - (accuracy.before ?? 0) }),
    ...told,
  };
}

/** Measures that have a figure before or after. */
function effectsOf(current: ModelReport, report: ModelReport): ProposedEffect[] {
  const before = measurementsOf(current);
  return measurementsOf(report).flatMap(({ measure, scope, value: after }): ProposedEffect[] => {
    const was = before.find((one) => one.measure === measure && one.scope === scope)?.value;
    if (was === undefined && after === undefined) return [];
    const limit = limitOn(report, measure, scope);
    return [
      {
        measure,
        ...(scope !== undefined && { scope }),
        ...(was !== undefined && { before: was }),
        ...(after !== undefined && { after }),
        ...(limit !== undefined && { limit }),
      },
    ];
  });
}

/** The one that leaves least. */
function limitOn({ budgets }: ModelReport, measure: MeasureName, scope: string | undefined): number | undefined {
  const own = budgets.filter((one) => one.measure === measure && one.scope === scope && one.limit !== undefined);
  const left = ({ limit = 0, value = limit, kind }: ReportedJudgement) =>
    kind === 'min' || kind === 'maxDrop' ? value - limit : limit - value;
  const [strictest] = own.sort((a, b) => left(a) - left(b));
  return strictest?.limit;
}

/** With which the figures of a report would pass. */
function movedBudgets({ budgets }: ModelReport): NonNullable<Proposal['budgets']> {
  return budgets.flatMap(({ verdict, measure, kind, value, text, place, ofBoard }) => {
    const path = place?.path;
    if (verdict !== 'fail' || value === undefined || path === undefined || ofBoard === true) return [];
    if (kind !== 'min' && kind !== 'max') return [];
    return [{ path, from: text.slice(0, 256), to: quantityFor(measure, kind, value) }];
  });
}

/** As kd.yaml writes it, rounded to the side on which the value passes. */
function quantityFor(measure: MeasureName, kind: 'min' | 'max', value: number): string {
  const rounded = (factor: number) =>
    (kind === 'min' ? Math.floor(value * factor) : Math.ceil(value * factor)) / factor;
  // A tenth of a percent: 0.9732 is 97.3%.
  const percent = (kind === 'min' ? Math.floor(value * 1000) : Math.ceil(value * 1000)) / 10;
  if (measure === 'quantDrop') return `${percent} pp`;
  if (SHARE_MEASURES.includes(measure)) return `${percent}%`;
  if (measure === 'error' || measure === 'rmse' || measure === 'auc') return String(rounded(1e4));
  if (measure === 'latency') return `${rounded(100)} ms`;
  if (measure === 'macs') return `${rounded(1)} MACs`;
  return measure === 'instructions' ? `${rounded(1)} Instr` : `${rounded(1)} B`;
}
