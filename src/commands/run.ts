// `kd-gate run kd.yaml`: the whole gate, its report and its files.
import { sha256Hex } from '../base/digest.ts';
import { done, failed, type Outcome, type Problem } from '../base/problem.ts';
import { exitStatus } from '../budget/verdict.ts';
import { type Gated, runGate } from '../gate.ts';
import { progressOn } from '../progress.ts';
import { renderMarkdown } from '../report/markdown.ts';
import { renderText } from '../report/text.ts';
import { locateIn, parseSpec } from '../spec/parse.ts';
import type { Spec } from '../spec/spec.ts';
import { resolveBoards } from './board-files.ts';
import type { Engine } from './engine.ts';
import { type ExitStatus, type Io, wantsColour } from './io.ts';
import { reportProblems } from './problems.ts';
import type { Threads } from './threads.ts';

export interface RunOptions {
  readonly model?: string;
  readonly out: string;
  readonly threads?: Threads;
  readonly json?: boolean;
}

const MOST_SPEC_BYTES = 1024 * 1024;
const MOST_FILE_BYTES = 1024 * 1024 * 1024;

export interface Ran extends Gated {
  readonly reportFile: string;
  readonly markdown: string;
}

/** Reads kd.yaml, runs the gate and writes report.json, report.md and the artifacts into `out`. */
export async function performRun(
  io: Io,
  engine: Engine,
  file: string,
  { model: only, out, threads = 'auto' }: RunOptions,
): Promise<Outcome<Ran>> {
  const text = await io.readUserFile(file, MOST_SPEC_BYTES);
  if (!text.ok) return text;
  const parsed = parseSpec(new TextDecoder().decode(text.value), file);
  if (!parsed.ok) return parsed;
  const spec = parsed.value;
  const unknown = checkModel(spec, only);
  if (unknown) return failed(unknown);
  const folder = io.folderOf(file);
  const boards = await resolveBoards(io, spec, folder);
  if (!boards.ok) return boards;
  const progress = progressOn({ isTerminal: io.errIsTerminal, write: io.err, nowMs: io.nowMs });
  const gated = await runGate({
    spec,
    specSha256: sha256Hex(text.value),
    only,
    boards: boards.value,
    tool: { name: 'kd-gate', version: engine.version, kernelsSha256: engine.kernelsSha256 },
    tools: {
      read: (path) => io.readInside(folder, path, MOST_FILE_BYTES),
      makeKernels: engine.makeKernels,
      makeTrainer: engine.trainerOn(threads === 'auto' ? io.cores : threads),
      onProgress: progress.listen,
    },
  });
  progress.finish();
  if (!gated.ok) return { ok: false, problems: gated.problems.map((problem) => locateIn(spec, problem)) };
  return done(await writeResults(io, out, gated.value));
}

function checkModel(spec: Spec, only: string | undefined): Problem | undefined {
  if (only === undefined || only in spec.models) return undefined;
  const names = Object.keys(spec.models).join(', ');
  return { code: 'arguments/model', message: `there is no model "${only}" in ${spec.file}; there are ${names}` };
}

async function writeResults(io: Io, out: string, gated: Gated): Promise<Ran> {
  const markdown = renderMarkdown(gated.report);
  const reportFile = io.join(out, 'report.json');
  for (const { model, name, content } of gated.artifacts) await io.write(io.join(out, model, name), content);
  await io.write(io.join(out, 'report.md'), markdown);
  await io.write(reportFile, `${JSON.stringify(gated.report, undefined, 2)}\n`);
  return { ...gated, reportFile, markdown };
}

export async function runCommand(io: Io, engine: Engine, file: string, options: RunOptions): Promise<ExitStatus> {
  const ran = await performRun(io, engine, file, options);
  if (!ran.ok) return reportProblems(io, ran.problems);
  const { report } = ran.value;
  if (options.json) io.out(`${JSON.stringify(report, undefined, 2)}\n`);
  else io.out(`${renderText(report, { colour: wantsColour(io) })}report and firmware files in ${options.out}\n`);
  return exitStatus(report.verdict);
}
