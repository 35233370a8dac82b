// What computes: the compiled kernels, and worker threads that share a training or a test set.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { sha256Hex } from '../base/digest.ts';
import { type Outcome, reject } from '../base/problem.ts';
import type { Engine } from '../gate/engine.ts';
import { type EvaluationJob, evaluateOn } from '../gate/evaluate.ts';
import type { Evaluation } from '../gate/scorer.ts';
import { postedTestSet } from '../gate/test-set.ts';
import { type Job as TrainJob, trainerWith } from '../nn/train.ts';
import { createMemory, wasmKernels } from '../simd/wasm.ts';
import { teacherEngines } from './engines/teacher-engines.ts';
import type { WorkerJob } from './job.ts';
import { openSpool } from './spool.ts';
import { VERSION } from './version.ts';
import { compileWide, joinsVectors } from './wide-vectors.ts';

const here = dirname(fileURLToPath(import.meta.url));
/** The bundle lies in dist/ beside the kernels; the sources lie two folders away. */
const isBundle = !here.endsWith(`${sep}src${sep}host`);
const DIST = isBundle ? here : join(here, '..', '..', 'dist');
/** One file for command, library and action, which are built together: what one stored another finds. */
const PROGRAM = isBundle ? join(DIST, 'cli.cjs') : fileURLToPath(import.meta.url);

/** Before anything else is compiled (`compileWide`). */
async function readKernels(ownProcess: boolean) {
  const bytes = await readFile(join(DIST, 'kernels.wasm'));
  const wideBytes = await readFile(join(DIST, 'wide-kernels.wasm'));
  const wide = ownProcess && joinsVectors() ? compileWide(wideBytes) : undefined;
  const module = new WebAssembly.Module(bytes);
  return { sha256: sha256Hex(Buffer.concat([bytes, wideBytes])), module, trainingModule: wide ?? module };
}

/** Leaves the enclosing attempt by `measure/engine` where the installation is damaged. */
function refuseKernels(error: unknown): never {
  const reason = error instanceof Error ? error.message.slice(0, 200) : 'unknown failure';
  return reject('measure/engine', `kd-gate is not whole: its kernels can't be used (${reason}); install it again`);
}

/** Compiled once; each model gets a memory of its own. Runs inside an attempt, once in a process, which is ours. */
export function loadEngine(): Promise<Engine> {
  return engineIn(true);
}

/** The same in a process of others: what it compiles meanwhile is not ours to know. */
export function loadGuestEngine(): Promise<Engine> {
  return engineIn(false);
}

async function engineIn(ownProcess: boolean): Promise<Engine> {
  const { sha256, module, trainingModule } = await readKernels(ownProcess).catch(refuseKernels);
  return {
    version: VERSION,
    kernelsSha256: sha256,
    buildSha256: createHash('sha256')
      .update(await readFile(PROGRAM))
      .digest('hex'),
    makeKernels: (memoryBytes) => wasmKernels(module, createMemory(memoryBytes)),
    trainerOn: (threads) => trainerWith({ module: trainingModule, threads, startWorker: startTraining }),
    teacherEngines: (folder) => teacherEngines(DIST, folder),
    evaluateOn: (threads) =>
      evaluateOn(threads, (model, testSet) => startEvaluation({ module, model, testSet: postedTestSet(testSet) })),
    openSpool,
  };
}

function newWorker(job: WorkerJob): Worker {
  return new Worker(join(DIST, 'worker.cjs'), { workerData: job });
}

/** Done as soon as the thread runs; it ends by itself when its team is dismissed. */
function startTraining(job: TrainJob): Promise<void> {
  const worker = newWorker({ train: job });
  return new Promise((resolveStart, rejectStart) => {
    worker.once('message', () => {
      // A run that ends in an error doesn't wait for its threads.
      worker.unref();
      resolveStart();
    });
    worker.once('error', rejectStart);
    worker.once('exit', () => rejectStart(new Error('a thread of the training ended before it ran')));
  });
}

function startEvaluation(job: EvaluationJob): Promise<Outcome<Evaluation>> {
  const worker = newWorker({ evaluate: job });
  return new Promise((answer, fail) => {
    worker.once('message', answer);
    worker.once('error', fail);
    // After an answer this says nothing any more.
    worker.once('exit', () => fail(new Error('a thread of the evaluation ended without an answer')));
  });
}
