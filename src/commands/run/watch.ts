// `kd-gate run --watch`: judges again whenever kd.yaml or a file that it names is saved, and prints what changed.
import { attemptLater, problemsOf } from '../../base/problem.ts';
import { excerpt } from '../../base/quote.ts';
import { exitStatus } from '../../budget/verdict.ts';
import { filesOfModel } from '../../config/files.ts';
import { isBoardFile } from '../../config/resolve-boards.ts';
import { type ExitStatus, type Io, wantsColour } from '../../gate/io.ts';
import { newMemory } from '../../gate/memory.ts';
import { readSpec } from '../../gate/read-spec.ts';
import { renderText } from '../../report/text.ts';
import type { Host } from '../command.ts';
import { reportProblems, warnOf } from '../problems.ts';
import { changedLines } from './changes.ts';
import { performRun, type RunOptions } from './perform.ts';

/** What one run came to. */
interface Round {
  readonly status: ExitStatus;
  /** Undefined where a mistake stopped it. */
  readonly text?: string;
  readonly tookMs: number;
}

/** Until Ctrl-C; the status is then that of the last run. */
export async function watchRun(host: Host, io: Io, spec: string, options: RunOptions): Promise<ExitStatus> {
  const watch = host.machine.watchFiles();
  const memory = newMemory();
  const loadEngine = once(host.loadEngine);
  let paths: readonly string[] = [spec];
  let shown: string | undefined;
  // What a run writes itself must not start the next.
  const own = [options.out, ...(options.store === undefined ? [] : [options.store])];
  watch.update(paths, own);
  try {
    for (let changed: readonly string[] = []; ; ) {
      const { status, text, tookMs } = await judge({ ...host, loadEngine }, io, spec, { ...options, memory });
      const took = text === undefined ? 'not judged, see above' : `judged again in ${describeSeconds(tookMs)}`;
      if (changed.length > 0) io.out(`\n${namesOf(changed)} changed; ${took}\n`);
      if (text !== undefined) io.out(shown === undefined ? text : describe(changedLines(shown, text)));
      shown = text ?? shown;
      paths = (await pathsOf(io, spec)) ?? paths;
      watch.update(paths, own);
      // Which listens to Ctrl-C from now on, before that is said.
      const waiting = watch.next();
      io.err(`watching ${paths.length} ${paths.length === 1 ? 'path' : 'paths'}; Ctrl-C ends it\n`);
      const next = await waiting;
      if (!next) return status;
      changed = next;
    }
  } finally {
    watch.close();
  }
}

async function judge(host: Host, io: Io, spec: string, options: RunOptions): Promise<Round> {
  const startedMs = io.nowMs();
  const outcome = await attemptLater(async () => performRun(io, host.machine, await host.loadEngine(), spec, options));
  const tookMs = io.nowMs() - startedMs;
  if (!outcome.ok) return { status: reportProblems(io, problemsOf(outcome)), tookMs };
  const { report, warnings } = outcome.value;
  warnOf(io, warnings);
  return { status: exitStatus(report.verdict), text: renderText(report, { colour: wantsColour(io) }), tookMs };
}

/** One that fails is asked again. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: T | undefined;
  return async () => {
    loaded ??= await load();
    return loaded;
  };
}

function describeSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 0)} s`;
}

function describe(lines: readonly string[]): string {
  return lines.length === 0 ? 'nothing is different\n' : lines.map((line) => `${line}\n`).join('');
}

const MOST_NAMES = 3;

function namesOf(paths: readonly string[]): string {
  const names = paths.slice(0, MOST_NAMES).map((path) => excerpt(path));
  const more = paths.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(' and ');
}

/** kd.yaml, its own boards, and the files and folders that it names; undefined while it has mistakes. */
async function pathsOf(io: Io, file: string): Promise<readonly string[] | undefined> {
  const read = await readSpec(io, file);
  if (!read.ok) return undefined;
  const models = Object.values(read.value.spec.models);
  const named = models.flatMap((model) => [
    ...filesOfModel(model).map(({ path }) => path),
    ...model.boards.filter(isBoardFile),
  ]);
  const folder = io.folderOf(file);
  const inside: string[] = [];
  // What the run refuses to read is none of its business to watch.
  for (const path of new Set(named)) if (!(await leadsOut(io, folder, path))) inside.push(io.join(folder, path));
  return [file, ...inside];
}

/** Of what isn't there yet no more than where it would lie is known. */
async function leadsOut(io: Io, folder: string, path: string): Promise<boolean> {
  const located = await io.locateInside(folder, path, Number.MAX_SAFE_INTEGER);
  return !located.ok && located.problems.some(({ code }) => code === 'file/outside' || code === 'file/in-git');
}
