// The whole story, one line a stage: kd.yaml to a verdict. The bytes of the .tflite file are all that passes from the left half to the right.
import { done, failed, must, type Outcome, type Problem, under } from '../base/problem.ts';
import type { Board } from '../board/board.ts';
import { packAnswers } from '../budget/paired.ts';
import { worst } from '../budget/verdict.ts';
import { firmwareFiles } from '../compress/firmware.ts';
import { settingsOf } from '../config/settings.ts';
import type { ModelSpec, Spec } from '../config/spec.ts';
import type { Dataset } from '../data/dataset.ts';
import { loadData } from '../data/load.ts';
import { findProfile, type Profile } from '../micro/profile.ts';
import { type Figures, judgeFigures } from '../report/measurements.ts';
import type { Answers, BaseModel, ModelReport, Report } from '../report/report.ts';
import type { Result } from '../store/entries.ts';
import { keyOf } from '../store/entries.ts';
import { recordReads } from '../store/reads.ts';
import type { Results } from '../store/results.ts';
import { type Questions, questionsOf } from './evaluate.ts';
import { type Made, makeModel, type Student } from './make-model.ts';
import { type Measured, measureModel, onBoard } from './measure.ts';
import type { Tools } from './tools.ts';

export interface GateInput {
  readonly spec: Spec;
  /** Of kd.yaml's text. */
  readonly specSha256: string;
  /** Only this model; all when undefined. */
  readonly only?: string;
  /** By the name that kd.yaml uses. */
  readonly boards: ReadonlyMap<string, Board>;
  readonly tool: Report['tool'];
  readonly tools: Tools;
  /** Without it everything is measured anew. */
  readonly results?: Results;
  /** The same models on the base, by name. */
  readonly base?: ReadonlyMap<string, BaseModel>;
  /** Whether a budget that the base exceeds already only forbids getting worse; it does unless this is false. */
  readonly ratchet?: boolean;
}

/** A file for the firmware project, in the model's own folder. */
export interface Artifact {
  readonly model: string;
  readonly name: string;
  readonly content: Uint8Array | string;
}

export interface Gated {
  readonly report: Report;
  readonly artifacts: readonly Artifact[];
}

/** Problems of all models at once, with paths from kd.yaml's root. */
export async function runGate(input: GateInput): Promise<Outcome<Gated>> {
  const { spec, specSha256, only, tool, base, ratchet = true } = input;
  const problems: Problem[] = [];
  const models: ModelReport[] = [];
  const artifacts: Artifact[] = [];
  for (const [name, model] of Object.entries(spec.models)) {
    if (only !== undefined && name !== only) continue;
    const gated = under(`models.${name}`, await gateModel(name, model, input));
    if (gated.ok) {
      models.push(judgeFigures(gated.value.figures, model.limits, base?.get(name), { ratchet }));
      artifacts.push(...gated.value.artifacts.map((artifact) => ({ model: name, ...artifact })));
    } else {
      problems.push(...gated.problems);
    }
  }
  if (problems.length > 0) return failed(...problems);
  return done({
    report: {
      version: 1,
      tool,
      spec: { file: spec.file, sha256: specSha256 },
      seed: spec.seed,
      verdict: worst(models.map(({ verdict }) => verdict)),
      models,
    },
    artifacts,
  });
}

/** What is known of the model already, or what is measured now: nothing of it depends on budgets or on the base. */
async function gateModel(
  name: string,
  model: ModelSpec,
  { spec, boards, tool, tools, results }: GateInput,
): Promise<Outcome<Result>> {
  const chosen = model.boards.map((id) => boardNamed(id, boards));
  const { limits: _, ...settings } = model;
  const key = keyOf({ name, settings, seed: spec.seed, boards: chosen, tool });
  const known = await results?.recall(key);
  if (known) {
    tools.onProgress({ model: name, stage: 'stored', note: 'same inputs as before' });
    return done(known);
  }
  const reads = recordReads(tools.read);
  const measured = await measureFresh(name, model, spec.seed, chosen, { ...tools, read: reads.read });
  if (measured.ok) await results?.keep(key, reads.digests(), measured.value);
  return measured;
}

async function measureFresh(
  name: string,
  model: ModelSpec,
  seed: number,
  chosen: readonly Board[],
  tools: Tools,
): Promise<Outcome<Result>> {
  const data = under('data', await loadData(model.data, tools.read));
  if (!data.ok) return data;
  const made = await makeModel(name, model, data.value, seed, tools);
  if (!made.ok) return made;
  const { test } = data.value;
  const { bytes, scratch: other } = made.value;
  const brought = <T>(outcome: Outcome<T>) =>
    model.student.tflite === undefined ? outcome : under('student.tflite', outcome);
  const measured = brought(measureModel(bytes, profilesOf(chosen), tools.makeKernels));
  if (!measured.ok) return measured;
  const questions = questionsOf(test);
  const listen = (count: number) =>
    tools.onProgress({ model: name, stage: 'simulate', done: count, total: test.count });
  const examined = brought(await tools.examine({ bytes, interpreter: measured.value.interpreter }, questions, listen));
  if (!examined.ok) return examined;
  const scratch = other ? await examineScratch(other, questions, tools) : done(undefined);
  if (!scratch.ok) return scratch;
  const { correct, total, right } = examined.value;
  const figures: Figures = {
    name,
    model: measured.value.figures,
    inputs: { ...made.value.digests, test: test.digest },
    settings: { ...settingsOf(model), seed: String(seed) },
    classes: [...test.classes],
    perClass: answersByClass(right, test),
    answersBySample: packAnswers(right),
    ...(made.value.teacher && { teacher: reportTeacher(made.value.teacher) }),
    ...(made.value.training && { training: made.value.training }),
    ...(scratch.value && { scratch: scratch.value }),
    accuracy: { correct, total },
    ...(made.value.floatAccuracy && { floatAccuracy: made.value.floatAccuracy }),
    boards: chosen.map((board) => onBoard(board, measured.value)),
  };
  return done({ figures, artifacts: artifactsOf(made.value, measured.value, test) });
}

function answersByClass(right: Uint8Array, { labels, classes }: Dataset): Answers[] {
  const answers = classes.map(() => ({ correct: 0, total: 0 }));
  for (const [sample, isRight] of right.entries()) {
    const answer = answers[labels[sample]];
    answer.correct += isRight;
    answer.total++;
  }
  return answers;
}

function boardNamed(id: string, boards: ReadonlyMap<string, Board>): Board {
  const board = boards.get(id);
  if (!board) throw new Error(`board ${id} was not looked up`);
  return board;
}

/** The profiles of the boards; without a board the most common core, so that the arena has a figure at all. */
function profilesOf(boards: readonly Board[]): Profile[] {
  const ids = boards.length > 0 ? boards.map((board) => board.profile) : ['cortex-m4f/cmsis_nn'];
  return [...new Set(ids)].map((id) => must(findProfile(id)));
}

async function examineScratch(
  { bytes, training, floatAccuracy }: Student,
  questions: Questions,
  { makeKernels, examine }: Tools,
): Promise<Outcome<ModelReport['scratch']>> {
  const measured = measureModel(bytes, [], makeKernels);
  if (!measured.ok) return measured;
  const examined = await examine({ bytes, interpreter: measured.value.interpreter }, questions);
  if (!examined.ok) return examined;
  if (!training || !floatAccuracy) throw new Error('a student trained from scratch has its training');
  const { correct, total } = examined.value;
  return done({ training, floatAccuracy, accuracy: { correct, total } });
}

function reportTeacher({ kind, engine, accuracy }: NonNullable<Made['teacher']>): ModelReport['teacher'] {
  return { kind, engine, ...(accuracy && { accuracy: { ...accuracy } }) };
}

function artifactsOf({ bytes }: Made, { model, figures }: Measured, test: Dataset): Result['artifacts'] {
  const arenaBytes = Math.max(...Object.values(figures.profiles).map((arena) => arena.arenaMinBytes));
  const files = firmwareFiles({ bytes, model, arenaBytes, labels: test.classes });
  return [{ name: 'model.tflite', content: bytes }, ...files.map((file) => ({ name: file.name, content: file.text }))];
}
