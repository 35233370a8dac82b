// A run: kd.yaml to its report and the files of its models.
import { must, type Problem, problemsOf, reject, rejectAll, under, withProblems } from '../../base/problem.ts';
import { MOST_FILE_BYTES } from '../../base/read-file.ts';
import { type Baseline, findBaseline } from '../../baseline/find.ts';
import { keepHead } from '../../baseline/keep.ts';
import { headOf } from '../../baseline/repository.ts';
import { filesOfModel } from '../../config/files.ts';
import { locateIn } from '../../config/parse.ts';
import { resolveBoards } from '../../config/resolve-boards.ts';
import { rulesOf } from '../../config/rules.ts';
import type { Spec } from '../../config/spec.ts';
import { type Artifact, pathOfArtifact } from '../../gate/artifacts.ts';
import type { Engine } from '../../gate/engine.ts';
import { type GateInput, runGate } from '../../gate/gate.ts';
import type { Io } from '../../gate/io.ts';
import type { Machine } from '../../gate/machine.ts';
import type { Memory } from '../../gate/memory.ts';
import type { Threads } from '../../gate/threads.ts';
import { runTools } from '../../gate/tools.ts';
import { withHistory } from '../../report/points.ts';
import type { Report } from '../../report/report.ts';
import { withRules } from '../../report/rules.ts';
import { ARTIFACT_NAMES, type ArtifactName } from '../../store/artifact-names.ts';
import { type DigestOf, digestsFrom, type RecordedReads, recordReads } from '../../store/reads.ts';
import { resultsOf } from '../../store/results.ts';
import { type Store, tellOnce } from '../../store/store.ts';
import { RULES, THREADS, type WhoseRules } from '../defaults.ts';
import { checkOutFolder, ignoreNewFolder, removeReport, writeReport } from '../report-file.ts';
import { readSpecFile } from '../spec-file.ts';
import { withProposals } from '../suggest/with-proposals.ts';
import { digestModelFiles } from './model-files.ts';
import { openStore } from './open-store.ts';
import { type Ruling, ruleOn } from './ruling.ts';

export interface RunOptions {
  /** Only this one; all when undefined. */
  readonly model?: string;
  readonly out: string;
  /** Whether git is told to ignore `out` where the run makes that folder. */
  readonly isOutIgnored?: boolean;
  readonly threads?: Threads;
  /** Folder of packages that run teachers: somebody who may say what is executed named it. */
  readonly engines?: string;
  /** A branch, tag or commit to compare with. */
  readonly baselineRef?: string;
  /** False: that is what GitHub's event says, and a run goes on without it. */
  readonly isBaselineNamed?: boolean;
  /** The folder of stored results; nothing is stored or found without one. */
  readonly store?: string;
  /** Whether trainings leave their state in that folder, for a run after one that was cut off. */
  readonly resumes?: boolean;
  /** Of the runs of this process before. */
  readonly memory?: Memory;
  /** False: a budget fails also where the baseline exceeds it already. */
  readonly ratchet?: boolean;
  /** Where a model fails: the work granted to look for a change with which it passes, in trainings of it. */
  readonly trainings?: number;
  /** Whose budgets and boards judge; the base's have none to say about a model that is new. */
  readonly rules?: WhoseRules;
}

export interface RunResult {
  readonly report: Report;
  readonly reportFile: string;
  /** What went wrong beside the verdict. */
  readonly warnings: readonly Problem[];
}

/** Reads kd.yaml, runs the gate and writes the report and the artifacts into `out`. Runs inside an attempt. */
export async function performRun(
  io: Io,
  machine: Machine,
  engine: Engine,
  file: string,
  options: RunOptions,
): Promise<RunResult> {
  const { model: only, out, threads = THREADS, engines, baselineRef: ref, isBaselineNamed = true, ratchet } = options;
  await checkOutFolder(io, out, []);
  await removeReport(io, out);
  // As it is now: the run takes its time. Never rejects.
  const head = headOf(machine.gitIn(io.folderOf(file) || '.'));
  const { spec, sha256, text } = await readSpecFile(io, file);
  const models = modelsNamed(spec, only);
  await checkOutFolder(io, out, models);
  const folder = io.folderOf(file);
  const boards = await resolveBoards((path, most) => io.readInside(folder, path, most), spec);
  rejectAll([...problemsOf(boards), ...(await missingFiles(io, spec, models, folder))]);
  const tool = { name: 'kd-gate', version: engine.version, kernelsSha256: engine.kernelsSha256 } as const;
  const warnings: Problem[] = [];
  const kept = await storeOf(io, machine, engine, options, warnings);
  const results = kept && resultsOf(kept);
  const tools = runTools(io, engine, threads, engines);
  try {
    const rules = rulesOf(spec, must(boards));
    const baseline = ref
      ? await findBaseline(io, machine, tools, kept, { ref, specFile: file, models, rules, tool })
      : undefined;
    const ruling = baseline && ruleOn(options.rules ?? RULES, baseline.rules, rules, spec);
    const missing = [baseline?.problem ?? ruling?.problem].filter((problem) => problem !== undefined);
    // One that somebody named must be there; the one that GitHub's event names may be out of a shallow clone's reach.
    if (isBaselineNamed) rejectAll(missing);
    const reads = recordReads((path, most = MOST_FILE_BYTES) => io.readInside(folder, path, most));
    const input: GateInput = {
      spec,
      specSha256: sha256,
      only,
      boards: must(boards),
      tool,
      tools: tools.toolsFor(reads.read),
      results,
      memory: options.memory,
      baseline: baseline?.models,
      ratchet,
      judging: ruling?.judging,
    };
    const gate = await runGate(input);
    const { report, artifacts } = must(withProblems(gate, (problem) => locateIn(spec, problem)));
    // Figures of boards that kd.yaml doesn't name are no figures of this commit.
    if (kept && !ruling?.hasOtherBoards)
      await keepHead(machine, kept, file, report, await reads.digests(), only === undefined);
    if (options.isOutIgnored) await ignoreNewFolder(io, out);
    await writeArtifacts(io, out, models, artifacts);
    const { trainings } = options;
    const proposed = trainings === undefined ? report : await withProposals(input, report, { text, trainings });
    const compared = comparedReport(proposed, baseline, ruling);
    const made = await withOrigin(compared, await head, spec, await digestsOf(reads));
    return { report: made, reportFile: await writeReport(io, out, made), warnings: [...missing, ...warnings] };
  } finally {
    await results?.close();
    // Whatever ends the run, no line of progress stays on the terminal.
    tools.finish();
  }
}

/** What a run before this one left of files that a model no longer has goes. */
async function writeArtifacts(
  io: Io,
  out: string,
  models: readonly string[],
  artifacts: readonly Artifact[],
): Promise<void> {
  const pathOf = (model: string, name: ArtifactName) => io.join(out, model, pathOfArtifact(name, model));
  for (const { model, name, content } of artifacts) await io.write(pathOf(model, name), content);
  const written = new Set(artifacts.map(({ model, name }) => pathOf(model, name)));
  for (const path of models.flatMap((model) => ARTIFACT_NAMES.map((name) => pathOf(model, name)))) {
    if (!written.has(path)) await io.remove(path);
  }
}

async function storeOf(
  io: Io,
  machine: Machine,
  engine: Engine,
  { store, resumes = false }: RunOptions,
  warnings: Problem[],
): Promise<Store | undefined> {
  if (store === undefined) return undefined;
  return openStore(io, machine, engine, store, { tell: tellOnce(warnings), resumes });
}

/** The report with what it was compared with, and under whose rules. */
function comparedReport(report: Report, baseline: Baseline | undefined, ruling: Ruling | undefined): Report {
  const known = baseline?.history ? withHistory(report, baseline.history) : report;
  const based = baseline ? { ...known, base: baseline.report } : known;
  return ruling ? withRules(based, ruling.reported) : based;
}

/** What says of which commit and files a report was made. */
async function withOrigin(
  report: Report,
  head: Report['head'],
  { models: specs }: Spec,
  digestOf: DigestOf,
): Promise<Report> {
  const { version, tool, spec, seed, ...rest } = report;
  const models = await Promise.all(
    report.models.map(async (model) => ({ ...model, files: await digestModelFiles(specs[model.name], digestOf) })),
  );
  return { version, tool, spec, seed, ...(head && { head: { ...head } }), ...rest, models };
}

/** Of what the run has read already; anything else is read now. */
async function digestsOf({ read, digests }: RecordedReads): Promise<DigestOf> {
  const known = await digests();
  const digestOf = digestsFrom(read);
  return async (path) => known.get(path) ?? digestOf(path);
}

/** All where no name is given. Runs inside an attempt. */
export function modelsNamed(spec: Spec, only: string | undefined): readonly string[] {
  const names = Object.keys(spec.models);
  if (only === undefined) return names;
  if (names.includes(only)) return [only];
  return reject('arguments/model', `there is no model "${only}" in ${spec.file}; there are ${names.join(', ')}`);
}

/** All at once, before hours of training end at the last of them. */
async function missingFiles(
  io: Io,
  spec: Spec,
  models: readonly string[],
  folder: string,
): Promise<readonly Problem[]> {
  const files = models.flatMap((name) =>
    filesOfModel(spec.models[name]).map((file) => ({ ...file, key: `models.${name}.${file.key}` })),
  );
  const located = await Promise.all(
    files.map(async ({ path, key, mostBytes = MOST_FILE_BYTES }) =>
      under(key, await io.locateInside(folder, path, mostBytes)),
    ),
  );
  return located.flatMap(problemsOf).map((problem) => locateIn(spec, problem));
}
