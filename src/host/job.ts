// What a worker thread does: it joins a training until that ends, or answers its share of a test set.
import { type EvaluationJob, runEvaluationJob } from '../gate/evaluate.ts';
import { join, type Job as TrainJob } from '../nn/train.ts';
import { createMemory, wasmKernels } from '../simd/wasm.ts';
import { readSpool } from './spool.ts';

/** What a worker is started with. */
export type WorkerJob = { readonly train: TrainJob } | { readonly evaluate: EvaluationJob };

/** `post` sends a message to the thread that started this one. */
export function perform(job: WorkerJob, post: (message: unknown) => void): void {
  if ('train' in job) {
    post('running');
    join(job.train);
  } else {
    const { module } = job.evaluate;
    const makeKernels = (bytes: number) => wasmKernels(module, createMemory(bytes));
    post(runEvaluationJob(job.evaluate, makeKernels, readSpool));
  }
}
