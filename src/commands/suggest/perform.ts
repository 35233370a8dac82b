// Suggestions for the models of a kd.yaml: each is run as `run` would, and searched for where it fails.
import { must, type Problem, rejectAll, withProblems } from '../../base/problem.ts';
import { MOST_FILE_BYTES } from '../../base/read-file.ts';
import { findBaseline } from '../../baseline/find.ts';
import { locateIn } from '../../config/parse.ts';
import { resolveBoards } from '../../config/resolve-boards.ts';
import { rulesOf } from '../../config/rules.ts';
import type { Spec } from '../../config/spec.ts';
import type { Engine } from '../../gate/engine.ts';
import { type GateInput, runGate } from '../../gate/gate.ts';
import type { Io } from '../../gate/io.ts';
import type { Machine } from '../../gate/machine.ts';
import { runTools } from '../../gate/tools.ts';
import type { Proposal } from '../../report/proposal.ts';
import type { ModelReport } from '../../report/report.ts';
import { resultsOf } from '../../store/results.ts';
import { tellOnce } from '../../store/store.ts';
import { suggest } from '../../suggest/suggest.ts';
import { trialOf } from '../../suggest/trials.ts';
import { THREADS } from '../defaults.ts';
import { openStore } from '../run/open-store.ts';
import { modelsNamed } from '../run/perform.ts';
import { readSpecFile } from '../spec-file.ts';

export interface SuggestOptions {
  /** Only this one; all when undefined. */
  readonly model?: string;
  readonly headroom?: number;
  readonly trainings: number;
  readonly base?: string;
  readonly store?: string;
}

export interface ModelSuggestion {
  readonly name: string;
  readonly current: { readonly report: ModelReport; readonly passes: boolean };
  readonly proposal?: Proposal;
  readonly judged: number;
  readonly trained: number;
}

export interface SuggestResult {
  readonly suggestions: readonly ModelSuggestion[];
  /** What went wrong beside them. */
  readonly warnings: readonly Problem[];
}

/** Runs inside an attempt. */
export async function performSuggest(
  io: Io,
  machine: Machine,
  engine: Engine,
  file: string,
  options: SuggestOptions,
): Promise<SuggestResult> {
  const { spec, sha256 } = await readSpecFile(io, file);
  const names = modelsNamed(spec, options.model);
  const folder = io.folderOf(file);
  const read: GateInput['tools']['read'] = (path, most = MOST_FILE_BYTES) => io.readInside(folder, path, most);
  const boards = must(await resolveBoards(read, spec));
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
    for (const name of names) suggestions.push(await suggestFor(gate, spec, name, options));
    return { suggestions, warnings };
  } finally {
    await results?.close();
    tools.finish();
  }
}

async function suggestFor(
  gate: GateInput,
  spec: Spec,
  name: string,
  { trainings, headroom = 0 }: SuggestOptions,
): Promise<ModelSuggestion> {
  const located = <T>(outcome: Parameters<typeof withProblems<T>>[0]) =>
    must(withProblems(outcome, (problem) => locateIn(spec, problem)));
  const report = located(await runGate({ ...gate, only: name })).report.models[0];
  const { passes } = trialOf(report);
  const current = { report, passes };
  if (passes && headroom === 0) return { name, current, judged: 0, trained: 0 };
  const onNote = (note: string) => gate.tools.onProgress({ model: name, stage: 'suggest', note });
  const found = located(await suggest({ gate, name, current: report, trainings, headroom, onNote }));
  const { proposal, judged, trained } = found;
  return { name, current, judged, trained: trained.length, ...(proposal && { proposal }) };
}
