// Candidates trained with the gate itself: the very run that would judge them, bounded in work.
import { attemptLater, must, type Outcome } from '../base/problem.ts';
import type { ModelSpec } from '../config/spec.ts';
import { type GateInput, runGate } from '../gate/gate.ts';
import type { OnProgress } from '../gate/progress.ts';
import type { ModelReport } from '../report/report.ts';
import { allEpochs } from './all-epochs.ts';
import type { Candidate } from './candidate.ts';
import { COSTS, excessIn, type JudgedCandidate, type NetworkSize } from './judged.ts';
import { marginsOf } from './margins.ts';
import type { Trainer, Trial } from './search.ts';

export interface TrainedCandidate {
  readonly judged: JudgedCandidate;
  readonly report: ModelReport;
  readonly trial: Trial;
}

export interface Bench extends Trainer {
  readonly trained: readonly TrainedCandidate[];
}

export interface BenchInput {
  readonly gate: GateInput;
  readonly name: string;
  /** The model as it is. */
  readonly now: NetworkSize & { readonly model: ModelSpec; readonly epochs?: number };
  /** As many as this many trainings of the model as it is would cost. */
  readonly trainings: number;
}

/** A run that can't be finished, as one that diverges, has failed by far. */
const FAILED: Trial = { passes: false, shortfall: 1, margins: { answers: -1 }, costExcess: 0 };

/** Trials are counted in trainings of the model as it is, so that no clock decides what is tried. */
export function makeBench({ gate, name, now, trainings }: BenchInput): Bench {
  const trained: TrainedCandidate[] = [];
  let spent = 0;
  const costOf = (judged: JudgedCandidate) => workOf(judged, now);
  return {
    trained,
    costOf,
    affords: (judged) => spent + costOf(judged) <= trainings,
    async attempt(judged) {
      spent += costOf(judged);
      const report = await runCandidate(gate, name, judged.candidate, trained.length + 1);
      if (!report.ok) return FAILED;
      const trial = trialOf(report.value);
      trained.push({ judged, report: report.value, trial });
      return trial;
    },
  };
}

export function trialOf(report: ModelReport): Trial {
  const passes = report.verdict === 'pass' || report.verdict === 'warn';
  const ofCosts = { budgets: report.budgets.filter(({ measure }) => COSTS.includes(measure)) };
  return { passes, shortfall: excessIn(report), margins: marginsOf(report), costExcess: excessIn(ofCosts) };
}

/** Of trainings of the model as it is; what needs none counts a little all the same. */
function workOf({ macs, candidate }: JudgedCandidate, now: BenchInput['now']): number {
  const { model, epochs = 0 } = now;
  const longer = epochs > 0 ? allEpochs(candidate.model, epochs) / allEpochs(model, epochs) : 1;
  return Math.max(0.1, (longer * macs) / Math.max(now.macs, 1));
}

function runCandidate(
  { spec, tools, boards, judging, ...gate }: GateInput,
  name: string,
  candidate: Candidate,
  trial: number,
): Promise<Outcome<ModelReport>> {
  return attemptLater(async () => {
    const onProgress: OnProgress = (event) => tools.onProgress({ ...event, model: `${event.model}, trial ${trial}` });
    const models = { ...spec.models, [name]: candidate.model };
    const rules = judging?.get(name);
    const own = rules && new Map([...(judging ?? []), [name, { ...rules, boards: candidate.boards }]]);
    const all = new Map([...boards, ...candidate.boards.map((board) => [board.id, board] as const)]);
    const subject = { spec: { ...spec, models }, only: name, boards: all, ...(own && { judging: own }) };
    return must(await runGate({ ...gate, ...subject, tools: { ...tools, onProgress } })).report.models[0];
  });
}
