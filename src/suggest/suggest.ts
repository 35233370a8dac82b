// From a model that fails its budgets to a change of kd.yaml with which it passes: candidates are judged without
// training, and the smallest changes that may pass are trained until one does.
import { attemptLater, must, type Outcome } from '../base/problem.ts';
import type { Limit } from '../budget/judge.ts';
import { outputsOf } from '../data/dataset.ts';
import { classesOf } from '../data/load.ts';
import type { GateInput } from '../gate/gate.ts';
import { loadRunData } from '../gate/load-data.ts';
import { type ModelRun, modelRunsOf } from '../gate/model-run.ts';
import { withSpool } from '../gate/with-spool.ts';
import type { DataSize } from '../nn/architectures/architecture.ts';
import type { Proposal } from '../report/proposal.ts';
import type { ModelReport } from '../report/report.ts';
import type { Subject } from './candidate.ts';
import { candidatesOf } from './candidates.ts';
import { traitsBeside } from './forecast.ts';
import { COSTS, type Judge, type JudgedCandidate, judgeCandidates } from './judged.ts';
import { marginsOf } from './margins.ts';
import { type ParetoPoint, spreadOf, trainSpread } from './pareto.ts';
import { proposalOf } from './proposal-of.ts';
import { searchPassing } from './search.ts';
import { type Bench, makeBench, type TrainedCandidate } from './trials.ts';

export interface SuggestInput {
  /** As of the run that judged the model. */
  readonly gate: GateInput;
  readonly name: string;
  /** What that run found. */
  readonly current: ModelReport;
  /** Candidates are trained for as much work as so many trainings of the model as it is. */
  readonly trainings: number;
  /** What every budget for costs is to leave, as a share of it. */
  readonly headroom?: number;
  /** Judged without training. */
  readonly mostCandidates?: number;
  readonly onNote?: (note: string) => void;
}

export interface Suggestion {
  /** With what passes, or else what came nearest; absent where nothing was tried. */
  readonly proposal?: Proposal;
  /** Every candidate that was trained, in that order. */
  readonly trained: readonly TrainedCandidate[];
  /** Candidates that were judged without training. */
  readonly judged: number;
  /** Why no change of the network can pass. */
  readonly reason?: string;
}

/** Problems: those of the data, and of the network as it is. */
export function suggest(input: SuggestInput): Promise<Outcome<Suggestion>> {
  const { name, current, onNote = () => undefined } = input;
  return attemptLater(async () => {
    const reason = unjudgedAnswers(current);
    if (reason !== undefined) return { trained: [], judged: 0, reason };
    onNote('judging candidates without training');
    const { candidates, bench, traitsOf } = must(await prepare(input));
    const fitting = candidates.filter(({ fits }) => fits);
    onNote(`${candidates.length} candidates judged without training; ${fitting.length} fit the budgets for costs`);
    const passed = await searchPassing({ queue: fitting, margins: marginsOf(current), traitsOf, trainer: bench });
    if (!passed) await tryNearest(candidates, bench);
    const { trained } = bench;
    const chosen = trained.find(({ judged }) => judged === passed) ?? nearestOf(trained);
    const judged = candidates.length;
    const found = chosen && {
      proposal: proposalOf(name, { current, chosen, trained, judged, headroom: input.headroom }),
    };
    return { trained, judged, ...found };
  });
}

/** Of a budget on answers that nothing can be said of, as on a class that isn't there. */
function unjudgedAnswers({ budgets }: ModelReport): string | undefined {
  const found = budgets.find(({ verdict, measure, ofBoard }) => {
    return verdict === 'not measured' && ofBoard !== true && !COSTS.includes(measure);
  });
  if (!found) return undefined;
  const { measure, scope, reason = 'nobody knows why' } = found;
  return `${scope === undefined ? measure : `${measure} (${scope})`} is not measured: ${reason}`;
}

/** Networks of all sizes, whatever the budgets. Problems: as of `suggest`. */
export function tradeOff(input: SuggestInput): Promise<Outcome<readonly ParetoPoint[]>> {
  return attemptLater(async () => {
    const { candidates, bench } = must(await prepare(input));
    return must(await trainSpread(spreadOf(candidates), bench, input.current));
  });
}

function prepare({ gate, name, current, trainings, mostCandidates, headroom = 0 }: SuggestInput) {
  const [run] = modelRunsOf({ ...gate, only: name });
  return attemptLater(async () => {
    const subject = must(await subjectOf(run, current));
    const limits = tightened(gate.judging?.get(name)?.limits ?? run.model.limits, headroom);
    const { boards, reserve } = run;
    const judging = new Map([...(gate.judging ?? []), [name, { limits, boards, reserve }] as const]);
    const judge: Judge = { limits, reserve, ratchet: gate.ratchet ?? true, baseline: gate.baseline?.get(name) };
    const { now, candidates } = must(judgeCandidates(subject, candidatesOf(subject, mostCandidates), current, judge));
    const { model, epochs } = subject;
    const bench = makeBench({ gate: { ...gate, judging }, name, now: { ...now, model, epochs }, trainings });
    return { candidates, bench, traitsOf: traitsBeside({ ...now, epochs }) };
  });
}

/** Where no network fits the budgets for costs, how near the nearest comes is worth knowing too. */
async function tryNearest(candidates: readonly JudgedCandidate[], bench: Bench): Promise<void> {
  const [nearest] = [...candidates].sort((a, b) => a.excess - b.excess);
  if (bench.trained.length === 0 && nearest && bench.affords(nearest)) await bench.attempt(nearest);
}

function nearestOf(trained: readonly TrainedCandidate[]): TrainedCandidate | undefined {
  const [nearest] = [...trained].sort((a, b) => a.trial.shortfall - b.trial.shortfall);
  return nearest;
}

export function subjectOf(run: ModelRun, current: ModelReport): Promise<Outcome<Subject>> {
  return attemptLater(async () => {
    const data = must(await dataSizeOf(run));
    const { epochs } = current.training ?? {};
    const { model, boards } = run;
    const written = typeof model.distill.epochs === 'number' ? model.distill.epochs : epochs;
    return { model, data, boards, ...(written !== undefined && { epochs: written }) };
  });
}

function dataSizeOf(run: ModelRun): Promise<Outcome<DataSize>> {
  return withSpool(run.tools, (spool) =>
    attemptLater(async () => {
      const data = must(await loadRunData(run, spool));
      const set = data.train ?? data.calibrate ?? data.test;
      return { inputShape: set?.shape ?? [], classes: set ? outputsOf(set) : classesOf(data).length };
    }),
  );
}

/** Budgets that leave room. */
function tightened(limits: readonly Limit[], headroom: number): readonly Limit[] {
  if (headroom === 0) return limits;
  const hasRoom = ({ kind, measure }: Limit) => kind === 'max' && COSTS.includes(measure);
  return limits.map((limit) => {
    if (!hasRoom(limit)) return limit;
    const value = limit.value * (1 - headroom);
    // All but times are whole numbers.
    return { ...limit, value: limit.measure === 'latency' ? value : Math.floor(value) };
  });
}
