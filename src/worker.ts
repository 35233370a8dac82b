// A worker thread.
import { parentPort, workerData } from 'node:worker_threads';
import { perform, type WorkerJob } from './host/job.ts';

perform(workerData as WorkerJob, (message) => parentPort?.postMessage(message));
