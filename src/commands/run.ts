// `kd-gate run kd.yaml`: the whole gate, its report and its files.
import { sha256Hex } from '../base/digest.ts';
import { describeProblem, done, failed, type Outcome, type Problem, under } from '../base/problem.ts';
import { findBaseline } from '../baseline/find.ts';
import { keepHead } from '../baseline/keep.ts';
import { exitStatus } from '../budget/verdict.ts';
import { filesOfModel } from '../config/files.ts';
import { locateIn, parseSpec } from '../config/parse.ts';
import { resolveBoards } from '../config/resolve-boards.ts';
import type { Spec } from '../config/spec.ts';
import type { Engine } from '../gate/engine.ts';
import { type GateResult, runGate } from '../gate/gate.ts';
import { type ExitStatus, type Io, wantsColour } from '../gate/io.ts';
import type { Machine } from '../gate/machine.ts';
import { MOST_FILE_BYTES, MOST_SPEC_BYTES, runTools } from '../gate/run-tools.ts';
import type { Threads } from '../gate/threads.ts';
import { renderMarkdown } from '../report/markdown.ts';
import type { Report } from '../report/report.ts';
import { printable, renderText } from '../report/text.ts';
import { recordReads } from '../store/reads.ts';
import { resultsOf } from '../store/results.ts';
import { reportProblems } from './problems.ts';

export interface RunOptions {
  readonly model?: string;
  readonly out: string;
  readonly threads?: Threads;
  readonly json?: boolean;
  /** A branch, tag or commit to compare with. */
  readonly base?: string;
  /** False: the base is what GitHub's event says, and a run goes on without it. */
  readonly isBaseNamed?: boolean;
  /** The folder of stored results; nothing is stored or found without one. */
  readonly store?: string;
  /** False: a budget fails also where the base exceeds it already. */
  readonly ratchet?: boolean;
}

export interface Ran extends GateResult {
  readonly reportFile: string;
  readonly markdown: string;
  /** What went wrong beside the verdict. */
  readonly warnings: readonly Problem[];
}

/** Reads kd.yaml, runs the gate and writes report.json, report.md and the artifacts into `out`. */
export async function performRun(
  io: Io,
  machine: Machine,
  engine: Engine,
  file: string,
  { model: only, out, threads = 'auto', base: ref, isBaseNamed: isNamed = true, store, ratchet }: RunOptions,
): Promise<Outcome<Ran>> {
  // An earlier run's verdict must not outlive a run that is refused.
  for (const stale of ['report.json', 'report.md']) await io.remove(io.join(out, stale));
  const text = await io.readUserFile(file, MOST_SPEC_BYTES);
  if (!text.ok) return text;
  const parsed = parseSpec(new TextDecoder().decode(text.value), file);
  if (!parsed.ok) return parsed;
  const spec = parsed.value;
  const unknown = checkModel(spec, only);
  if (unknown) return failed(unknown);
  const folder = io.folderOf(file);
  const boards = await resolveBoards((path, most) => io.readInside(folder, path, most), spec);
  const missing = await missingFiles(io, spec, only, folder);
  if (!boards.ok) return failed(...boards.problems, ...missing);
  if (missing.length > 0) return failed(...missing);
  const tool = { name: 'kd-gate', version: engine.version, kernelsSha256: engine.kernelsSha256 } as const;
  const kept = store === undefined ? undefined : { folder: machine.shelfAt(store), build: engine.buildSha256 };
  const tools = runTools(io, engine, threads);
  const models = only === undefined ? Object.keys(spec.models) : [only];
  const base = ref ? await findBaseline(io, machine, tools, kept, { ref, specFile: file, models, tool }) : undefined;
  // A base that somebody named must be there; the one that GitHub's event names may be out of a shallow clone's reach.
  if (base?.problem && isNamed) return failed(base.problem);
  const reads = recordReads((path) => io.readInside(folder, path, MOST_FILE_BYTES));
  const results = kept && resultsOf(kept, reads.read);
  const gated = await runGate({
    spec,
    specSha256: sha256Hex(text.value),
    only,
    boards: boards.value,
    tool,
    tools: tools.toolsFor(reads.read),
    results,
    baseline: base?.models,
    ratchet,
  });
  tools.finish();
  if (!gated.ok) return { ok: false, problems: gated.problems.map((problem) => locateIn(spec, problem)) };
  const { report, artifacts } = gated.value;
  if (kept) await keepHead(machine, kept, file, report, reads.digests(), only === undefined);
  await results?.close();
  const compared = base ? { ...report, base: base.report } : report;
  const written = await writeResults(io, out, { report: compared, artifacts });
  return done({ ...written, warnings: base?.problem ? [base.problem] : [] });
}

/** All at once, before hours of training end at the last of them. */
async function missingFiles(io: Io, spec: Spec, only: string | undefined, folder: string): Promise<readonly Problem[]> {
  const named = Object.entries(spec.models)
    .filter(([name]) => only === undefined || name === only)
    .flatMap(([name, model]) => filesOfModel(model).map(({ path, key }) => ({ path, key: `models.${name}.${key}` })));
  const located = await Promise.all(
    named.map(async ({ path, key }) => under(key, await io.locateInside(folder, path))),
  );
  return located.flatMap((outcome) => (outcome.ok ? [] : outcome.problems.map((problem) => locateIn(spec, problem))));
}

function checkModel(spec: Spec, only: string | undefined): Problem | undefined {
  if (only === undefined || only in spec.models) return undefined;
  const names = Object.keys(spec.models).join(', ');
  return { code: 'arguments/model', message: `there is no model "${only}" in ${spec.file}; there are ${names}` };
}

async function writeResults(io: Io, out: string, gated: GateResult): Promise<Omit<Ran, 'warnings'>> {
  for (const { model, name, content } of gated.artifacts) await io.write(io.join(out, model, name), content);
  return { ...gated, ...(await writeReport(io, out, gated.report)) };
}

/** report.json and report.md. */
export async function writeReport(
  io: Io,
  out: string,
  report: Report,
): Promise<{ readonly reportFile: string; readonly markdown: string }> {
  const markdown = renderMarkdown(report);
  const reportFile = io.join(out, 'report.json');
  await io.write(io.join(out, 'report.md'), markdown);
  await io.write(reportFile, `${JSON.stringify(report, undefined, 2)}\n`);
  return { reportFile, markdown };
}

export async function runCommand(
  io: Io,
  machine: Machine,
  engine: Engine,
  file: string,
  options: RunOptions,
): Promise<ExitStatus> {
  const ran = await performRun(io, machine, engine, file, options);
  if (!ran.ok) return reportProblems(io, ran.problems);
  for (const warning of ran.value.warnings) io.err(`warning: ${printable(describeProblem(warning))}\n`);
  const { report } = ran.value;
  if (options.json) io.out(`${JSON.stringify(report, undefined, 2)}\n`);
  else io.out(`${renderText(report, { colour: wantsColour(io) })}report and firmware files in ${options.out}\n`);
  return exitStatus(report.verdict);
}
