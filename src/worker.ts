// A worker thread: joins the training that its job belongs to, until it ends.
import { parentPort, workerData } from 'node:worker_threads';
import { type Job, join } from './nn/train.ts';

parentPort?.postMessage('running');
join(workerData as Job);
