// Suggestions for the models of a kd.yaml: each is run as `run` would, and searched for where it fails.
import { attemptLater, must, type Outcome, type Problem, rejectAll, withProblems } from '../../base/problem.ts';
import { MOST_FILE_BYTES } from '../../base/read-file.ts';
import { findBaseline } from '../../baseline/find.ts';
import { locateIn } from '../../config/parse.ts';
import { resolveBoards } from '../../config/resolve-boards.ts';
import { rulesOf } from '../../config/rules.ts';
import type { Engine } from '../../gate/engine.ts';
import { type GateInput, runGate } from '../../gate/gate.ts';
import type { Io } from '../../gate/io.ts';
import type { Machine } from '../../gate/machine.ts';
import { runTools } from '../../gate/tools.ts';
import type { Proposal } from '../../report/proposal.ts';
import type { ModelReport } from '../../report/report.ts';
import { resultsOf } from '../../store/results.ts';
import { tellOnce } from '../../store/store.ts';
import { PARETO_AXES, type ParetoAxis, type ParetoPoint } from '../../suggest/pareto.ts';
import { suggest, tradeOff } from '../../suggest/suggest.ts';
import { trialOf } from '../../suggest/trials.ts';
import { THREADS } from '../defaults.ts';
import { openStore } from '../run/open-store.ts';
import { modelsNamed } from '../run/perform.ts';
import { readSpecFile } from '../spec-file.ts';
import { withEdits } from './with-proposals.ts';
import { writeChanges, writeTarget } from './write.ts';

export interface SuggestOptions {
  /** Only this one; all when undefined. */
  readonly model?: string;
  readonly headroom?: number;
  readonly trainings: number;
  readonly base?: string;
  readonly store?: string;
  /** Where kd.yaml is written with the changes that pass. */
  readonly write?: string;
  /** The folder of pictures of what accuracy costs. */
  readonly pareto?: string;
}

export interface ModelSuggestion {
  readonly name: string;
  readonly current: { readonly report: ModelReport; readonly passes: boolean };
  readonly proposal?: Proposal;
  readonly judged: number;
  readonly trained: number;
  /** Why no change of the network can pass. */
  readonly reason?: string;
  /** Networks of all sizes, where they are asked for. */
  readonly points?: readonly ParetoPoint[];
}

export interface SuggestResult {
  readonly suggestions: readonly ModelSuggestion[];
  /** What went wrong beside them. */
  readonly warnings: readonly Problem[];
  /** Whether there was anything to write, or why that was not done. */
  readonly written: Outcome<boolean>;
}

/** Runs inside an attempt. */
export async function performSuggest(
  io: Io,
  machine: Machine,
  engine: Engine,
  file: string,
  options: SuggestOptions,
): Promise<SuggestResult> {
  const { spec, sha256, text } = await readSpecFile(io, file);
  const names = modelsNamed(spec, options.model);
  const folder = io.folderOf(file);
  const read: GateInput['tools']['read'] = (path, most = MOST_FILE_BYTES) => io.readInside(folder, path, most);
  const boards = must(await resolveBoards(read, spec));
  const { pareto } = options;
  const target = options.write === undefined ? undefined : await writeTarget(io, machine, file, options.write);
  for (const path of picturesOf(io, pareto, names)) must(await io.checkWritable(path));
  const tool = { name: 'kd-gate', version: engine.version, kernelsSha256: engine.kernelsSha256 } as const;
  const warnings: Problem[] = [];
  const opening = { tell: tellOnce(warnings), resumes: false };
  const kept = options.store === undefined ? undefined : await openStore(io, machine, engine, options.store, opening);
  const results = kept && resultsOf(kept);
  const tools = runTools(io, engine, THREADS);
  try {
    const question = { specFile: file, models: names, rules: rulesOf(spec, boards), tool };
    const base = options.base;
    const baseline = base ? await findBaseline(io, machine, tools, kept, { ...question, ref: base }) : undefined;
    rejectAll(baseline?.problem ? [baseline.problem] : []);
    const found = { spec, specSha256: sha256, boards, tool, results, tools: tools.toolsFor(read) };
    const gate: GateInput = { ...found, ...(baseline && { baseline: baseline.models }) };
    const suggestions: ModelSuggestion[] = [];
    for (const name of names) suggestions.push(withLines(await suggestFor(io, gate, name, options), text, file));
    const written = await attemptLater(async () => {
      return target !== undefined && (await writeChanges(io, { text, file }, suggestions, target));
    });
    return { suggestions, warnings, written };
  } finally {
    await results?.close();
    tools.finish();
  }
}

function withLines(suggestion: ModelSuggestion, text: string, file: string): ModelSuggestion {
  const { proposal } = suggestion;
  return proposal ? { ...suggestion, proposal: withEdits(proposal, text, file) } : suggestion;
}

async function suggestFor(
  io: Io,
  gate: GateInput,
  name: string,
  { trainings, headroom = 0, pareto }: SuggestOptions,
): Promise<ModelSuggestion> {
  const located = <T>(outcome: Outcome<T>) => must(withProblems(outcome, (problem) => locateIn(gate.spec, problem)));
  const report = located(await runGate({ ...gate, only: name })).report.models[0];
  const { passes } = trialOf(report);
  const current = { report, passes };
  const onNote = (note: string) => gate.tools.onProgress({ model: name, stage: 'suggest', note });
  const input = { gate, name, current: report, trainings, headroom, onNote };
  if (pareto !== undefined) {
    const points = located(await tradeOff(input));
    await writePlots(io, pareto, name, points);
    return { name, current, judged: 0, trained: points.length, points };
  }
  if (passes && headroom === 0) return { name, current, judged: 0, trained: 0 };
  const { proposal, judged, trained, reason } = located(await suggest(input));
  const found = { ...(proposal && { proposal }), ...(reason !== undefined && { reason }) };
  return { name, current, judged, trained: trained.length, ...found };
}

async function writePlots(io: Io, folder: string, name: string, points: readonly ParetoPoint[]): Promise<void> {
  const { plotPareto } = await import('../../suggest/pareto-plot.ts');
  for (const axis of PARETO_AXES) {
    const svg = plotPareto(name, points, axis);
    if (svg !== undefined) await io.write(pictureOf(io, folder, name, axis), svg);
  }
}

function pictureOf(io: Io, folder: string, name: string, { file }: ParetoAxis): string {
  return io.join(folder, `${name}-${file}.svg`);
}

function picturesOf(io: Io, folder: string | undefined, names: readonly string[]): readonly string[] {
  if (folder === undefined) return [];
  return names.flatMap((name) => PARETO_AXES.map((axis) => pictureOf(io, folder, name, axis)));
}
