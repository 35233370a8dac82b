// One model of kd.yaml on its way through the gate, with all that its stages need.
import { type Outcome, under, withProblems } from '../base/problem.ts';
import type { NamedBoard } from '../board/board.ts';
import type { Reserve } from '../budget/reserve.ts';
import type { ModelSpec, Spec } from '../config/spec.ts';
import type { Tool } from '../report/report.ts';
import type { Results } from '../store/results.ts';
import type { JudgingRules } from './judging.ts';
import { type Memory, rememberingEvaluate } from './memory.ts';
import type { Tools } from './tools.ts';
import { type Spend, spendWithin } from './work.ts';

export interface ModelRun {
  readonly name: string;
  readonly model: ModelSpec;
  readonly seed: number;
  readonly boards: readonly NamedBoard[];
  /** Of RAM and flash, for the application. */
  readonly reserve: Reserve;
  readonly tools: Tools;
  /** Asked before each long stage. */
  readonly spend: Spend;
  readonly tool: Tool;
  /** Without it everything is measured anew. */
  readonly results?: Results;
  /** Of the runs of this process before. */
  readonly memory?: Memory;
  /** Of the file whose weights the student starts with. */
  readonly startSha256?: string;
}

export interface RunsInput {
  readonly spec: Spec;
  /** Only this model; all when undefined. */
  readonly only?: string;
  /** By the name that kd.yaml uses. */
  readonly boards: ReadonlyMap<string, NamedBoard>;
  /** What judges each model, by name; a model's own section where there is nothing. */
  readonly judging?: ReadonlyMap<string, JudgingRules>;
  readonly tools: Tools;
  readonly tool: Tool;
  /** Without it everything is measured anew. */
  readonly results?: Results;
  /** Of a process that judges more than once. */
  readonly memory?: Memory;
}

/** In the order of kd.yaml. */
export function modelRunsOf(input: RunsInput): ModelRun[] {
  const { spec, only, boards, judging, tool, results, memory } = input;
  const tools = memory ? { ...input.tools, evaluate: rememberingEvaluate(memory, input.tools.evaluate) } : input.tools;
  const spend = spendWithin(spec.limits, tools.onProgress);
  return Object.entries(spec.models)
    .filter(([name]) => only === undefined || name === only)
    .map(([name, model]) => ({
      name,
      model,
      seed: spec.seed,
      boards: judging?.get(name)?.boards ?? model.boards.map((id) => boardNamed(id, boards)),
      reserve: spec.reserve,
      tools,
      spend,
      tool,
      results,
      memory,
    }));
}

function boardNamed(id: string, boards: ReadonlyMap<string, NamedBoard>): NamedBoard {
  const board = boards.get(id);
  if (!board) throw new Error(`board ${id} was not looked up`);
  return board;
}

/** Problems of a model's bytes: with its file and at the key that names it, where kd.yaml names one. */
export function underFile<T>({ model }: ModelRun, outcome: Outcome<T>): Outcome<T> {
  const { tflite } = model.student;
  if (tflite === undefined) return outcome;
  const named = withProblems(outcome, (problem) => ({ ...problem, message: `${tflite}: ${problem.message}` }));
  return under('student.tflite', named);
}

/** Listens to one stage of a run; parts done and in all. */
export function listenerOf({ name, tools }: ModelRun, stage: string) {
  return (done: number, total: number, note?: string): void =>
    tools.onProgress({ model: name, stage, done, total, note });
}
