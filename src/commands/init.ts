// `kd-gate init`: a first kd.yaml.
import { initSpec } from '../config/init.ts';
import type { ExitStatus, Io } from '../gate/io.ts';
import { reportProblems } from './problems.ts';

export interface InitOptions {
  readonly force?: boolean;
}

export async function initCommand(io: Io, file: string, { force }: InitOptions): Promise<ExitStatus> {
  if (!force && (await io.exists(file))) {
    const message = 'is there already; add --force to replace it, or name another file';
    return reportProblems(io, [{ code: 'init/exists', message, place: { file } }]);
  }
  await io.write(file, initSpec());
  io.out(`wrote ${file}; put your data and models where it says, then: kd-gate run ${file}\n`);
  return 0;
}
