// Candidates judged without training: what each costs, and whether the budgets for costs allow it.
import { log } from '../base/elementary.ts';
import { attempt, must, type Outcome } from '../base/problem.ts';
import type { NamedBoard } from '../board/board.ts';
import type { Limit } from '../budget/judge.ts';
import type { MeasureName } from '../budget/measures.ts';
import type { Reserve } from '../budget/reserve.ts';
import type { ModelSpec } from '../config/spec.ts';
import type { DataSize } from '../nn/architectures/architecture.ts';
import { judgeFigures } from '../report/measurements.ts';
import type { BaselineModel, ModelReport, ReportedJudgement } from '../report/report.ts';
import type { Candidate, Subject } from './candidate.ts';
import { type Correction, corrected, correctionOf } from './correction.ts';
import { type CostFigures, costsOf } from './costs.ts';
import { type WeightForm, weightFormOf } from './drawn-weights.ts';
import { connectedStudent, type UntrainedModel, untrainedModel } from './untrained.ts';

/** What a network costs whatever it has learned; gzip as `gzipEstimate` says. */
export const COSTS: readonly MeasureName[] = ['size', 'gzip', 'arena', 'latency', 'macs', 'instructions', 'flash'];

/** What judges them. */
export interface Judge {
  readonly limits: readonly Limit[];
  readonly reserve: Reserve;
  readonly ratchet: boolean;
  readonly baseline?: BaselineModel;
}

export interface NetworkSize {
  readonly parameters: number;
  readonly macs: number;
}

export interface JudgedCandidate extends NetworkSize {
  readonly candidate: Candidate;
  /** What it turns, whatever the steps. */
  readonly family: string;
  /** How large the change is: 0.69 halves or doubles the network. */
  readonly size: number;
  readonly figures: CostFigures;
  /** Whether the budgets for costs allow it. */
  readonly fits: boolean;
  /** By how much it is beyond them, as a share of the limits. */
  readonly excess: number;
  /** The share of its limit that the fullest of them leaves; infinite without one. */
  readonly room: number;
}

interface NetworkCosts extends NetworkSize {
  readonly form: WeightForm;
  /** Of judging it, in weights that are written. */
  readonly work: number;
  readonly figures: CostFigures;
}

/** Problems: a network that can't be built, or an operator that isn't supported. */
export function untrainedCosts(model: ModelSpec, data: DataSize, boards: readonly NamedBoard[]): Outcome<NetworkCosts> {
  const { student, quantize, export: exported } = model;
  return attempt(() => {
    const mode = quantize.mode === 'auto' ? 'int8' : quantize.mode;
    const form = weightFormOf(model);
    const made = must(untrainedModel(must(connectedStudent(student, data)), { mode, dense: quantize.dense, form }));
    const [compact, decode] = [exported?.compact === true, exported?.decode === 'auto'];
    const figures = must(costsOf(made, { boards, compact, decode }));
    return { figures, form, work: workOfJudging(made, decode), parameters: made.parameters, macs: made.macs };
  });
}

/** Beside the 13 ns that a weight takes, on one core (`bench/suggest/architectures.ts`). */
const WORK_OF_OPERATOR = 30_000;
const WORK_OF_PACKING = 150;
/** In weights: about a minute. */
const MOST_WORK = 4e9;

function workOfJudging({ model, parameters }: UntrainedModel, decode: boolean): number {
  const operators = model.subgraphs.reduce((sum, graph) => sum + graph.operators.length, 0);
  return operators * WORK_OF_OPERATOR + parameters * (decode ? WORK_OF_PACKING : 1);
}

export interface JudgedCandidates {
  /** The network as it is. */
  readonly now: NetworkSize;
  /** Those that are networks; the smallest change first. */
  readonly candidates: readonly JudgedCandidate[];
}

/**
 * `current`: the model as it was measured, by which figures of trained files are corrected. `mostWork`: once it is
 * done, what is left is not judged. Problems: those of the network as it is.
 */
export function judgeCandidates(
  subject: Subject,
  candidates: readonly Candidate[],
  current: ModelReport,
  judge: Judge,
  mostWork = MOST_WORK,
): Outcome<JudgedCandidates> {
  return attempt(() => {
    const { boards, data, model } = subject;
    if (!isDrawn(model)) return unjudged(candidates, current);
    const now = must(untrainedCosts(model, data, boards));
    const correction = correctionOf(current, now.figures, now);
    const remembered = rememberedCosts(data);
    const judged = candidates.flatMap((candidate): JudgedCandidate[] => {
      const costs = remembered.work() < mostWork ? remembered.costsOf(candidate) : undefined;
      return costs?.ok ? [judgeOne(candidate, costs.value, now, correction, current, judge)] : [];
    });
    return { now, candidates: judged.sort((a, b) => a.size - b.size) };
  });
}

/** Many candidates differ only in how they are trained. `work`: of all that were judged so far. */
function rememberedCosts(data: DataSize) {
  const known = new Map<string, Outcome<NetworkCosts>>();
  let done = 0;
  return {
    work: () => done,
    costsOf({ model, boards, inputShape }: Candidate): Outcome<NetworkCosts> {
      const { student, quantize, export: exported } = model;
      const numbers = [quantize.mode, quantize.dense, weightFormOf(model)];
      const key = JSON.stringify([student, numbers, exported, inputShape, boards.map(({ id }) => id)]);
      const before = known.get(key);
      if (before) return before;
      const found = untrainedCosts(model, { ...data, inputShape }, boards);
      known.set(key, found);
      if (found.ok) done += found.value.work;
      return found;
    },
  };
}

/** Whether its layers stand in kd.yaml. */
function isDrawn({ student }: ModelSpec): boolean {
  return student.layers !== undefined || student.arch !== undefined;
}

/** Of a student from a file: what is changed is tried, since nobody knows it before. */
function unjudged(candidates: readonly Candidate[], { model, boards }: ModelReport): JudgedCandidates {
  const now = { parameters: model.sizeBytes, macs: model.macs };
  const judged = candidates.map((candidate) => {
    const known = { ...now, figures: { model, boards }, fits: true, excess: 0, room: Number.POSITIVE_INFINITY };
    return { candidate, family: familyOf(candidate), size: priceOf(candidate), ...known };
  });
  return { now, candidates: judged.sort((a, b) => a.size - b.size) };
}

function familyOf({ variants }: Candidate): string {
  return variants.map(({ knob }) => knob).join(', ');
}

function priceOf({ variants }: Candidate): number {
  return variants.reduce((sum, { price }) => sum + price, 0);
}

function judgeOne(
  candidate: Candidate,
  costs: NetworkCosts,
  now: NetworkSize,
  correction: Correction,
  current: ModelReport,
  judge: Judge,
): JudgedCandidate {
  const { parameters, macs } = costs;
  const figures = corrected(costs.figures, costs, correction);
  const capacity = distance(parameters, now.parameters) + distance(macs, now.macs);
  const [size, family] = [capacity / 2 + priceOf(candidate), familyOf(candidate)];
  return { candidate, family, size, parameters, macs, figures, ...judgeCosts(figures, current, judge) };
}

function distance(a: number, b: number): number {
  return Math.abs(log(Math.max(a, 1) / Math.max(b, 1)));
}

function judgeCosts(
  figures: CostFigures,
  { name, inputs, settings }: ModelReport,
  { limits, baseline, ratchet, reserve }: Judge,
): Pick<JudgedCandidate, 'fits' | 'excess' | 'room'> {
  const ofCosts = limits.filter(({ measure }) => COSTS.includes(measure));
  const judged = judgeFigures({ name, inputs, settings, ...figures }, ofCosts, baseline, { ratchet, reserve });
  const fits = judged.verdict === 'pass' || judged.verdict === 'warn';
  return { fits, excess: excessIn(judged), room: Math.min(Number.POSITIVE_INFINITY, ...judged.budgets.map(roomIn)) };
}

/** Budgets for costs are ceilings. */
function roomIn({ value, limit }: ReportedJudgement): number {
  return value === undefined || !limit ? Number.POSITIVE_INFINITY : (limit - value) / Math.abs(limit);
}

/** What nobody knows is further than anything known. */
const UNKNOWN = 1e6;

/** What is beyond budgets that fail, as shares of them, together. */
export function excessIn({ budgets }: Pick<ModelReport, 'budgets'>): number {
  return budgets.reduce((sum, { verdict, excess, limit = 0 }) => {
    if (verdict !== 'fail' && verdict !== 'not measured') return sum;
    // Such as a board whose kernels refuse the model.
    if (excess === undefined) return sum + UNKNOWN;
    return sum + Math.max(excess / Math.max(Math.abs(limit), 1e-9), 1e-9);
  }, 0);
}
