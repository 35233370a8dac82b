// `kd-gate plan`: the models of kd.yaml as a matrix of jobs.
import type { Command } from './command.ts';
import { SPEC_FILE } from './defaults.ts';

export const planCommand: Command = {
  name: 'plan',
  description: 'print the models of kd.yaml as a matrix of jobs',
  group: 'Judge',
  arguments: [{ usage: '[spec]', description: 'path of kd.yaml', default: SPEC_FILE }],
  async run({ io }, [file]) {
    const { planJobs } = await import('./job-matrix.ts');
    io.out(`${await planJobs(io, file)}\n`);
    return 0;
  },
};
