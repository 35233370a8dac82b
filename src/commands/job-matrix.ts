// The models of a kd.yaml as the matrix of jobs for `strategy.matrix`.
import type { Io } from '../gate/io.ts';
import { planMatrix } from '../report/merge.ts';
import { readSpecFile } from './spec-file.ts';

/** JSON, a job a model in the order of kd.yaml. Runs inside an attempt. */
export async function planJobs(io: Io, file: string): Promise<string> {
  const { spec } = await readSpecFile(io, file);
  return JSON.stringify(planMatrix(Object.keys(spec.models)));
}
