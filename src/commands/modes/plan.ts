// Mode `plan`: the matrix of models for the workflow's next job.
import { planJobs } from '../job-matrix.ts';
import type { Mode } from './mode.ts';

export const planMode: Mode = {
  name: 'plan',
  async run({ io }, { spec }) {
    return { status: 0, annotations: [], outputs: { matrix: await planJobs(io, spec) } };
  },
};
