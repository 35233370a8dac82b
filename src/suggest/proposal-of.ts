// What a trained candidate comes to as a proposal: its changes, and each measure before and after.
import type { Measurement } from '../budget/judge.ts';
import type { MeasureName } from '../budget/measures.ts';
import { measurementsOf, shareOf } from '../report/measurements.ts';
import { MOST_MOVED, type OtherProposal, type Proposal, type ProposedEffect } from '../report/proposal.ts';
import type { ModelReport, ReportedJudgement } from '../report/report.ts';
import { proposedChange } from './change.ts';
import { COSTS } from './judged.ts';
import type { TrainedCandidate } from './trials.ts';

interface ProposalInput {
  /** As it is. */
  readonly current: ModelReport;
  readonly chosen: TrainedCandidate;
  /** All, the chosen one among them. */
  readonly trained: readonly TrainedCandidate[];
  /** Candidates that were judged without training. */
  readonly judged: number;
  /** What budgets for costs were to leave, as a share of them. */
  readonly headroom?: number;
}

export function proposalOf(
  name: string,
  { current, chosen, trained, judged: count, headroom = 0 }: ProposalInput,
): Proposal {
  const { judged, report, trial } = chosen;
  const { changes } = judged.candidate;
  const effects = effectsOf(current, report);
  const accuracy = effects.find(({ measure }) => measure === 'accuracy');
  const isKnown = accuracy?.before !== undefined && accuracy.after !== undefined;
  const budgets = trial.passes ? [] : movedBudgets(report, headroom).slice(0, MOST_MOVED);
  const others = trial.passes ? betterOthers(name, current, chosen, trained) : [];
  return {
    model: name,
    passes: trial.passes,
    ...(report.verdict === 'warn' && { warns: true }),
    changes: changes.map((change) => proposedChange(name, change)),
    effects,
    ...(budgets.length > 0 && { budgets }),
    ...(others.length > 0 && { others }),
    size: shortSize(judged.size),
    ...(isKnown && { accuracyChange: (accuracy.after ?? 0) - (accuracy.before ?? 0) }),
    judged: count,
    trained: trained.length,
  };
}

const MOST_OTHERS = 3;

/** Who looks for more than the least change finds here what more of it brings. */
function betterOthers(
  name: string,
  { accuracy }: ModelReport,
  chosen: TrainedCandidate,
  trained: readonly TrainedCandidate[],
): OtherProposal[] {
  const now = shareOf(accuracy);
  let best = shareOf(chosen.report.accuracy);
  if (now === undefined || best === undefined) return [];
  const larger = trained.filter(({ judged, trial }) => trial.passes && judged.size > chosen.judged.size);
  const others: OtherProposal[] = [];
  for (const { judged, report } of larger.sort((a, b) => a.judged.size - b.judged.size)) {
    const share = shareOf(report.accuracy);
    if (share === undefined || share <= best) continue;
    best = share;
    const changes = judged.candidate.changes.map((change) => proposedChange(name, change));
    others.push({ changes, size: shortSize(judged.size), accuracyChange: share - now });
  }
  return others.slice(0, MOST_OTHERS);
}

function shortSize(size: number): number {
  return Number(size.toPrecision(4));
}

/** Measures that have a figure before or after. */
function effectsOf(current: ModelReport, report: ModelReport): ProposedEffect[] {
  const before = figuresOf(current);
  return figuresOf(report).flatMap(({ measure, scope, value: after }): ProposedEffect[] => {
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

/** What is measured of every model, and metrics that have a budget. */
function figuresOf(report: ModelReport): readonly Pick<Measurement, 'measure' | 'scope' | 'value'>[] {
  const measured = measurementsOf(report);
  const metrics = report.budgets.filter(({ measure, scope, ofBoard }, i, all) => {
    const isSame = (one: Pick<Measurement, 'measure' | 'scope'>) => one.measure === measure && one.scope === scope;
    return ofBoard !== true && !measured.some(isSame) && all.findIndex(isSame) === i;
  });
  return [...measured, ...metrics];
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
function movedBudgets({ budgets }: ModelReport, headroom: number): NonNullable<Proposal['budgets']> {
  return budgets.flatMap(({ verdict, measure, kind, value, text, place, ofBoard }) => {
    const path = place?.path;
    if (verdict !== 'fail' || value === undefined || path === undefined || ofBoard === true) return [];
    if (kind !== 'min' && kind !== 'max') return [];
    const needed = COSTS.includes(measure) ? value / (1 - headroom) : value;
    return [{ path, from: text.slice(0, 256), to: quantityFor(measure, kind, needed) }];
  });
}

interface Notation {
  /** Into so many parts a measure's unit is rounded: a share into 1000, which are tenths of a percent. */
  readonly steps: number;
  /** How many of the parts are one of the unit that is written. */
  readonly perUnit: number;
  readonly unit: string;
}

const notation = (steps: number, perUnit: number, unit: string): Notation => ({ steps, perUnit, unit });
const BYTES = notation(1, 1, ' B');
const PERCENT = notation(1000, 10, '%');
const BARE = notation(1e4, 1e4, '');

const NOTATIONS: Readonly<Record<MeasureName, Notation>> = {
  ...{ size: BYTES, gzip: BYTES, arena: BYTES, flash: BYTES },
  ...{ latency: notation(100, 100, ' ms'), macs: notation(1, 1, ' MACs'), instructions: notation(1, 1, ' Instr') },
  ...{ accuracy: PERCENT, quantDrop: notation(1000, 10, ' pp'), error: BARE, rmse: BARE, auc: BARE },
  ...{ f1: PERCENT, balancedAccuracy: PERCENT, recall: PERCENT, precision: PERCENT, recallAt: PERCENT },
  ...{ topK: PERCENT, agreement: PERCENT },
};

/** As kd.yaml writes it, rounded to the side on which the value passes. */
export function quantityFor(measure: MeasureName, kind: 'min' | 'max', value: number): string {
  const { steps, perUnit, unit } = NOTATIONS[measure];
  const [round, inward] = kind === 'min' ? [Math.floor, -1] : [Math.ceil, 1];
  const near = round(value * steps);
  // The product is rounded too, perhaps to the other side.
  const passes = kind === 'min' ? near / steps <= value : near / steps >= value;
  return `${(passes ? near : near + inward) / perUnit}${unit}`;
}
