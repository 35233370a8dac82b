// A worker thread: joins the training that its job belongs to until it ends, or answers its share of a test set.
import { parentPort, workerData } from 'node:worker_threads';
import { type ExamineJob, examineJob } from './examine.ts';
import { join, type Job as TrainJob } from './nn/train.ts';
import { createMemory, wasmKernels } from './simd/wasm.ts';

/** What a worker is started with. */
export type WorkerJob = { readonly train: TrainJob } | { readonly examine: ExamineJob };

const job = workerData as WorkerJob;
if ('train' in job) {
  parentPort?.postMessage('running');
  join(job.train);
} else {
  const { module } = job.examine;
  parentPort?.postMessage(examineJob(job.examine, (bytes) => wasmKernels(module, createMemory(bytes))));
}
