// The whole story, one line a stage: kd.yaml to a verdict. The page to read first.
import { attemptLater, must, mustAll, type Outcome, under } from '../base/problem.ts';
import type { ReadFile } from '../base/read-file.ts';
import type { Spool } from '../base/spool.ts';
import { DEFAULT_TASK } from '../base/task.ts';
import { classesOf, type DataSets, normalisationOf } from '../data/load.ts';
import { judgeFigures } from '../report/measurements.ts';
import type { BaselineModel, ModelReport, Report } from '../report/report.ts';
import { verdictOf } from '../report/rules.ts';
import type { ModelResult } from '../store/entries.ts';
import { measureAccuracy } from './accuracy.ts';
import { type Artifact, artifactsOf } from './artifacts.ts';
import { factsOf } from './facts.ts';
import { figuresOf } from './figures.ts';
import { firmwareFeaturesOf } from './firmware-features.ts';
import { evaluateFromScratch } from './from-scratch.ts';
import { loadRunData } from './load-data.ts';
import { type ModelBuild, makeModel } from './make-model.ts';
import { onBoards } from './measure.ts';
import { measureExport } from './measure-export.ts';
import { areInMemory, recallStage, type Stage } from './memory.ts';
import { type ModelRun, modelRunsOf, type RunsInput, underFile } from './model-run.ts';
import { inputsOfBuild, recallOrRun } from './recall.ts';
import { stageFigures } from './stage-figures.ts';
import { testSetOf } from './test-set.ts';
import { testSizeNotes } from './test-size.ts';
import { thresholdOf } from './threshold.ts';
import { withSpool } from './with-spool.ts';

export interface GateInput extends RunsInput {
  /** Of kd.yaml's text. */
  readonly specSha256: string;
  /** The same models on the baseline, by name. */
  readonly baseline?: ReadonlyMap<string, BaselineModel>;
  /** Whether a budget that the baseline exceeds already only forbids getting worse; it does unless this is false. */
  readonly ratchet?: boolean;
}

export interface GateResult {
  readonly report: Report;
  readonly artifacts: readonly Artifact[];
}

/** Problems of all models at once, with paths from kd.yaml's root. */
export function runGate(input: GateInput): Promise<Outcome<GateResult>> {
  return attemptLater(async () => {
    const outcomes: Outcome<ModelResult>[] = [];
    for (const run of modelRunsOf(input)) {
      outcomes.push(under(`models.${run.name}`, await recallOrRun(run, runStages)));
    }
    const results = mustAll(outcomes);
    const models = results.map((result) => judgeResult(result, input));
    return { report: reportOf(models, input), artifacts: results.flatMap(artifactsIn) };
  });
}

/** Nothing of this depends on budgets or on a baseline, so that it can be stored. */
function runStages(run: ModelRun): Promise<Outcome<ModelResult>> {
  return withSpool(run.tools, (spool) => stagesWith(run, spool));
}

function stagesWith(run: ModelRun, spool: Spool | undefined): Promise<Outcome<ModelResult>> {
  const { model, boards, tools } = run;
  return attemptLater(async () => {
    const data = must(await recallStage(run, dataStage(run, spool)));
    for (const note of testSizeNotes(model.limits, data.test))
      tools.onProgress({ model: run.name, stage: 'data', note });
    // Teacher, student and compression. The bytes of the .tflite file are all that passes from this half to the other.
    const build = must(await recallStage(run, buildStage(run, data)));
    const { measurement, full } = must(underFile(run, measureExport(run, build.bytes, factsOf(run, data))));
    const testSet = data.test && testSetOf(data.test, measurement.model);
    const evaluation = must(underFile(run, await measureAccuracy(measurement, testSet, run)));
    const fromScratch = must(await evaluateFromScratch(build, data.test, tools));
    const stages = must(underFile(run, await stageFigures(run, build, { measurement, evaluation, full }, data.test)));
    const findings = { data, build, measurement, evaluation, fromScratch, stages, ...onBoards(boards, measurement) };
    const threshold = thresholdOf(measurement.model, model.task ?? DEFAULT_TASK, model.data?.stream);
    const settings = {
      ...{ name: run.name, kinds: model.export?.firmware, labels: classesOf(data) },
      ...{ normalisation: normalisationOf(data), threshold, features: firmwareFeaturesOf(model.data, data) },
      ...(model.data?.stream && { stream: model.data.stream }),
    };
    return { figures: figuresOf(run, findings), artifacts: artifactsOf(measurement, settings, testSet, full) };
  });
}

function dataStage(run: ModelRun, spool: Spool | undefined): Stage<DataSets> {
  const { data, task } = run.model;
  return {
    name: 'data',
    inputs: { data, task },
    work: (read) => loadRunData(reading(run, read), spool),
    mayStay: areInMemory,
  };
}

function buildStage(run: ModelRun, data: DataSets): Stage<ModelBuild> {
  return { name: 'model', inputs: inputsOfBuild(run, data), work: (read) => makeModel(reading(run, read), data) };
}

function reading(run: ModelRun, read: ReadFile): ModelRun {
  return { ...run, tools: { ...run.tools, read } };
}

/** Budgets as the judging kd.yaml has them now, whenever the figures were found. */
function judgeResult({ figures }: ModelResult, { spec, baseline, judging, ratchet = true }: GateInput): ModelReport {
  const { limits, reserve } = judging?.get(figures.name) ?? { ...spec.models[figures.name], reserve: spec.reserve };
  return judgeFigures(figures, limits, baseline?.get(figures.name), { ratchet, reserve });
}

function reportOf(models: ModelReport[], { spec, specSha256, tool }: GateInput): Report {
  const verdict = verdictOf({ models });
  return { version: 1, tool, spec: { file: spec.file, sha256: specSha256 }, seed: spec.seed, verdict, models };
}

function artifactsIn({ figures, artifacts }: ModelResult): Artifact[] {
  return artifacts.map((artifact) => ({ model: figures.name, ...artifact }));
}
