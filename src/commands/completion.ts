// `kd-gate completion SHELL`: the program with which a shell completes commands, options and names.
import { listOf } from '../base/one-of.ts';
import { reject } from '../base/problem.ts';
import { quote } from '../base/quote.ts';
import type { Command } from './command.ts';
import { SCRIPTS, SHELLS } from './completion/scripts.ts';

export const completionCommand: Command = {
  name: 'completion',
  description: 'print what makes Tab complete commands, options, boards and models',
  group: 'Start',
  arguments: [{ usage: '<shell>', description: `one of ${listOf(SHELLS)}`, choices: SHELLS }],
  async run({ io }, [name]) {
    const shell = SHELLS.find((known) => known === name);
    if (shell === undefined) {
      return reject('arguments/shell', `there is no completion for ${quote(name)}; supported are ${listOf(SHELLS)}`);
    }
    io.out(SCRIPTS[shell]);
    return 0;
  },
};
