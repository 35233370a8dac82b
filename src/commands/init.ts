// `kd-gate init`: a first kd.yaml.
import { reject } from '../base/problem.ts';
import type { Command } from './command.ts';
import { SPEC_FILE } from './defaults.ts';

export const initCommand: Command = {
  name: 'init',
  description: 'write a first kd.yaml',
  arguments: [{ usage: '[file]', description: 'where to write it', default: SPEC_FILE }],
  options: [{ flags: '--force', description: 'replace a file that is there' }],
  async run({ io }, [file], { force }: { readonly force?: boolean }) {
    const { initSpec } = await import('../config/init.ts');
    if (!force && (await io.exists(file))) {
      reject('init/exists', 'is there already; add --force to replace it, or name another file', { file });
    }
    await io.write(file, initSpec());
    io.out(`wrote ${file}; put your data and models where it says, then: kd-gate run ${file}\n`);
    return 0;
  },
};
