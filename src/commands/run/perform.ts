// A run: kd.yaml to its report and the files of its models.
import { must, type Problem, problemsOf, reject, rejectAll, under, withProblems } from '../../base/problem.ts';
import { findBaseline } from '../../baseline/find.ts';
import { keepHead } from '../../baseline/keep.ts';
import { filesOfModel } from '../../config/files.ts';
import { locateIn } from '../../config/parse.ts';
import { resolveBoards } from '../../config/resolve-boards.ts';
import type { Spec } from '../../config/spec.ts';
import type { Engine } from '../../gate/engine.ts';
import { runGate } from '../../gate/gate.ts';
import { type Io, MOST_FILE_BYTES } from '../../gate/io.ts';
import type { Machine } from '../../gate/machine.ts';
import type { Threads } from '../../gate/threads.ts';
import { runTools } from '../../gate/tools.ts';
import type { Report } from '../../report/report.ts';
import { recordReads } from '../../store/reads.ts';
import { resultsOf } from '../../store/results.ts';
import { THREADS } from '../defaults.ts';
import { checkOutFolder, removeReport, writeReport } from '../report-file.ts';
import { readSpecFile } from '../spec-file.ts';

export interface RunOptions {
  /** Only this one; all when undefined. */
  readonly model?: string;
  readonly out: string;
  readonly threads?: Threads;
  /** A branch, tag or commit to compare with. */
  readonly baselineRef?: string;
  /** False: that is what GitHub's event says, and a run goes on without it. */
  readonly isBaselineNamed?: boolean;
  /** The folder of stored results; nothing is stored or found without one. */
  readonly store?: string;
  /** False: a budget fails also where the baseline exceeds it already. */
  readonly ratchet?: boolean;
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
  { model: only, out, threads = THREADS, baselineRef: ref, isBaselineNamed = true, store, ratchet }: RunOptions,
): Promise<RunResult> {
  await checkOutFolder(io, out, []);
  await removeReport(io, out);
  const { spec, sha256 } = await readSpecFile(io, file);
  const models = modelsToRun(spec, only);
  await checkOutFolder(io, out, models);
  const folder = io.folderOf(file);
  const boards = await resolveBoards((path, most) => io.readInside(folder, path, most), spec);
  rejectAll([...problemsOf(boards), ...(await missingFiles(io, spec, models, folder))]);
  const tool = { name: 'kd-gate', version: engine.version, kernelsSha256: engine.kernelsSha256 } as const;
  const kept = store === undefined ? undefined : { folder: machine.storeFolderAt(store), build: engine.buildSha256 };
  const tools = runTools(io, engine, threads);
  try {
    const baseline = ref
      ? await findBaseline(io, machine, tools, kept, { ref, specFile: file, models, tool })
      : undefined;
    const warnings = baseline?.problem ? [baseline.problem] : [];
    // One that somebody named must be there; the one that GitHub's event names may be out of a shallow clone's reach.
    if (isBaselineNamed) rejectAll(warnings);
    const reads = recordReads((path) => io.readInside(folder, path, MOST_FILE_BYTES));
    const results = kept && resultsOf(kept, reads.read);
    const gate = await runGate({
      spec,
      specSha256: sha256,
      only,
      boards: must(boards),
      tool,
      tools: tools.toolsFor(reads.read),
      results,
      baseline: baseline?.models,
      ratchet,
    });
    const { report, artifacts } = must(withProblems(gate, (problem) => locateIn(spec, problem)));
    if (kept) await keepHead(machine, kept, file, report, reads.digests(), only === undefined);
    await results?.close();
    for (const { model, name, content } of artifacts) await io.write(io.join(out, model, name), content);
    const compared = baseline ? { ...report, base: baseline.report } : report;
    return { report: compared, reportFile: await writeReport(io, out, compared), warnings };
  } finally {
    // Whatever ends the run, no line of progress stays on the terminal.
    tools.finish();
  }
}

function modelsToRun(spec: Spec, only: string | undefined): readonly string[] {
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
