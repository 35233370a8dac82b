// The machine: files inside the workspace, atomic writes, the kernels module. The only place, with the entries, that touches Node.
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { access, constants, mkdir, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { sha256Hex } from './base/digest.ts';
import { done, failed, type Outcome, type Problem } from './base/problem.ts';
import type { Engine } from './commands/engine.ts';
import type { Io } from './commands/io.ts';
import type { Machine } from './commands/machine.ts';
import { type Examined, type ExamineJob, examineOn } from './examine.ts';
import type { RunGit } from './github/baseline.ts';
import type { Shelf } from './github/store.ts';
import { type Job as TrainJob, trainerWith } from './nn/train.ts';
import { createMemory, wasmKernels } from './simd/wasm.ts';
import { VERSION } from './version.ts';
import type { WorkerJob } from './worker.ts';

const here = dirname(fileURLToPath(import.meta.url));
/** The bundle lies in dist/ beside the kernels; the sources lie one folder away. */
const DIST = here.endsWith(`${sep}src`) ? join(here, '..', 'dist') : here;

async function readKernels(): Promise<Uint8Array> {
  return readFile(join(DIST, 'kernels.wasm'));
}

/** Reads a file; symbolic links must not lead out of `workspace`. Paths are relative to `folder`, which lies inside it. */
export async function readInside(
  workspace: string,
  folder: string,
  path: string,
  maxBytes: number,
): Promise<Outcome<Uint8Array>> {
  const real = await locateInside(workspace, folder, path);
  return real.ok ? readBounded(real.value, path, maxBytes) : real;
}

/** The real path of a file inside the workspace. */
async function locateInside(workspace: string, folder: string, path: string): Promise<Outcome<string>> {
  const root = await realpath(workspace);
  const wanted = resolve(folder, path);
  const outside = failed({
    code: 'file/outside',
    message: `${path} leads out of the workspace; copy the file into it`,
  });
  // Before anything is looked up: nobody learns from the message what lies outside.
  if (!isWithin(resolve(workspace), wanted) && !isWithin(root, wanted)) return outside;
  try {
    const real = await realpath(wanted);
    return isWithin(root, real) ? done(real) : outside;
  } catch {
    return failed({
      code: 'file/missing',
      message: `there is no file ${path}; paths are relative to the folder of kd.yaml`,
    });
  }
}

function isWithin(root: string, path: string): boolean {
  const inside = relative(root, path);
  return !(inside.startsWith('..') || isAbsolute(inside));
}

/** Reads a file that the user named on the command line, wherever it is. */
export async function readBounded(file: string, shown: string, maxBytes: number): Promise<Outcome<Uint8Array>> {
  try {
    // Opening a pipe that nobody writes to would wait for ever.
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const status = await handle.stat();
      if (!status.isFile()) return failed({ code: 'file/not-a-file', message: `${shown} is not a file` });
      if (status.size > maxBytes) {
        const message = `${shown} has ${status.size} bytes; at most ${maxBytes} are read`;
        return failed({ code: 'file/too-large', message });
      }
      return done(await handle.readFile());
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const reason =
      code === 'ENOENT' ? 'does not exist' : code === 'EACCES' ? 'may not be read' : `cannot be read (${code})`;
    return failed({ code: 'file/unreadable', message: `${shown} ${reason}` });
  }
}

/** Writes beside the target and renames, so that a run that is cut off leaves the old file or the new one, never half of it. */
export async function writeWhole(file: string, content: Uint8Array | string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** What the system refuses is a mistake in the name of the target, not one of kd-gate's. */
function refuseWrite(path: string, error: NodeJS.ErrnoException): never {
  throw new UserMistake([
    { code: 'file/unwritable', message: `${path} can't be written (${error.code ?? error.message})` },
  ]);
}

/** Leaves a command from anywhere; the entries show its problems. */
export class UserMistake extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map(({ message }) => message).join('; '));
    this.problems = problems;
  }
}

export async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** What kd.yaml may not lead out of, on the command line: the current folder, or its own where it lies elsewhere. */
export function workspaceOf(spec: string): string {
  const current = process.cwd();
  const file = resolve(spec);
  return isWithin(current, file) ? current : dirname(file);
}

/** The process as commands see it. `workspace`: what kd.yaml may not lead out of. */
export function processIo(workspace: string): Io {
  return {
    env: process.env,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    outIsTerminal: process.stdout.isTTY === true,
    errIsTerminal: process.stderr.isTTY === true,
    nowMs: () => performance.now(),
    cores: availableParallelism(),
    readUserFile: (path, maxBytes) => readBounded(resolve(path), path, maxBytes),
    readInside: (folder, path, maxBytes) => readInside(workspace, folder, path, maxBytes),
    locateInside: (folder, path) => locateInside(workspace, folder, path),
    write: (path, content) => writeWhole(path, content).catch((error) => refuseWrite(path, error)),
    remove: (path) => rm(path, { force: true }).catch((error) => refuseWrite(path, error)),
    exists,
    folderOf: dirname,
    join,
  };
}

export function processMachine(): Machine {
  return {
    gitIn,
    shelfAt,
    ioIn: processIo,
    currentFolder: () => process.cwd(),
    sleep: (ms) => new Promise((wake) => setTimeout(wake, ms)),
    filesNamed: async (name, folder) => {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
      const files = entries.filter((entry) => entry.isFile() && entry.name === name);
      return files.map((entry) => join(entry.parentPath, entry.name)).sort();
    },
    newTemporaryPath: () => join(tmpdir(), `kd-gate-base-${randomBytes(8).toString('hex')}`),
    removeFolder: (path) => rm(path, { recursive: true, force: true }),
    relativePath: (from, to) => relative(from, resolve(from, to)).replaceAll(sep, '/'),
  };
}

const MOST_GIT_OUTPUT = 64 * 1024 * 1024;
const GIT_TIMEOUT_MS = 300_000;

/** Never asks for a password: without one that works it fails. */
function gitIn(folder: string): RunGit {
  // In a container the runner's workspace belongs to another user, and git would refuse to look at it.
  const trusted = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' };
  const isRunner = process.env.GITHUB_ACTIONS === 'true';
  const env = { ...process.env, ...(isRunner && trusted), GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
  const options = { cwd: folder, env, maxBuffer: MOST_GIT_OUTPUT, timeout: GIT_TIMEOUT_MS };
  return (args) =>
    new Promise((resolveRun) => {
      execFile('git', [...args], options, (error, out, err) => {
        const status = error ? (typeof error.code === 'number' ? error.code : 127) : 0;
        resolveRun({ status, out: String(out), err: String(err) });
      });
    });
}

/** A folder that git ignores by itself. */
function shelfAt(folder: string): Shelf {
  const ignore = join(folder, '.gitignore');
  return {
    read: (path) => readFile(join(folder, path)).catch(() => undefined),
    async write(path, content) {
      if (!(await exists(ignore))) await writeWhole(ignore, '*\n');
      await writeWhole(join(folder, path), content);
    },
    async list(inside) {
      const names = await readdir(join(folder, inside)).catch(() => []);
      const timed = await Promise.all(
        names
          .filter((name) => !name.endsWith('.tmp'))
          .map(async (name) => {
            const status = await stat(join(folder, inside, name)).catch(() => undefined);
            return { name, writtenMs: status?.mtimeMs ?? 0 };
          }),
      );
      return timed.sort((a, b) => b.writtenMs - a.writtenMs || (a.name < b.name ? -1 : 1)).map(({ name }) => name);
    },
    remove: (path) => rm(join(folder, path), { force: true }),
  };
}

/** Compiled once; each model gets a memory of its own. */
export async function loadEngine(): Promise<Engine> {
  const bytes = await readKernels();
  const module = new WebAssembly.Module(bytes);
  return {
    version: VERSION,
    kernelsSha256: sha256Hex(bytes),
    buildSha256: createHash('sha256')
      .update(await readFile(fileURLToPath(import.meta.url)))
      .digest('hex'),
    makeKernels: (memoryBytes) => wasmKernels(module, createMemory(memoryBytes)),
    trainerOn: (threads) => trainerWith({ module, threads, startWorker: startTraining }),
    examineOn: (threads) => examineOn(threads, (model, questions) => startExamining({ module, model, questions })),
  };
}

function newWorker(job: WorkerJob): Worker {
  return new Worker(join(DIST, 'worker.cjs'), { workerData: job });
}

/** Done as soon as the thread runs; it ends by itself when its crew is dismissed. */
function startTraining(job: TrainJob): Promise<void> {
  const worker = newWorker({ train: job });
  return new Promise((resolveStart, rejectStart) => {
    worker.once('message', () => {
      // A run that ends in an error doesn't wait for its threads.
      worker.unref();
      resolveStart();
    });
    worker.once('error', rejectStart);
  });
}

function startExamining(job: ExamineJob): Promise<Outcome<Examined>> {
  const worker = newWorker({ examine: job });
  return new Promise((answer, fail) => {
    worker.once('message', answer);
    worker.once('error', fail);
  });
}
