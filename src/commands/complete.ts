// `kd-gate complete -- WORD...`: what a shell may offer for the last word, a line each; shells call it on Tab.
import type { Command, Host } from './command.ts';
import { type Candidate, candidatesFor, joinEquals, type Names } from './completion/candidates.ts';
import { PATH_LINES } from './completion/scripts.ts';

export const completeCommand: Command = {
  name: 'complete',
  description: 'what may come next on the command line, for the programs of `kd-gate completion`',
  isHidden: true,
  arguments: [{ usage: '[words...]', description: 'behind kd-gate, the last as far as it is written' }],
  options: [{ flags: '--next', description: 'the word to complete is a new one, behind those' }],
  async run(host, values, { next = false }: { readonly next?: boolean }) {
    const { COMMANDS } = await import('./index.ts');
    const words = joinEquals(values.flat());
    const found = await candidatesFor(next ? [...words, ''] : words, COMMANDS, namesOn(host));
    const lines = [...found.values.map(lineOf), ...(found.paths ? [PATH_LINES[found.paths]] : [])];
    host.io.out(lines.map((line) => `${line}\n`).join(''));
    return 0;
  },
};

function lineOf({ value, description }: Candidate): string {
  return description === undefined ? value : `${value}\t${description.replaceAll(/\s+/g, ' ')}`;
}

/**
 * Names of models and branches come from files that strangers may have written, and a shell puts them on its command
 * line: those that mean something to a shell are not offered.
 */
const HARMLESS = /^[\w.][\w./+-]*$/;

function namesOn({ io, machine }: Host): Names {
  return {
    async boards() {
      const { BOARD_FILES, idsOf } = await import('../board/boards/index.ts');
      const { boards, computers, notMeasured } = BOARD_FILES;
      return [boards, computers, notMeasured].flatMap(idsOf);
    },
    profiles: async () => (await import('../micro/profile.ts')).PROFILES.map(({ id }) => id),
    async models(spec) {
      const { modelNamesIn } = await import('./completion/model-names.ts');
      return (await modelNamesIn(io, spec)).filter((name) => HARMLESS.test(name));
    },
    async refs() {
      const list = [
        'for-each-ref',
        '--format=%(refname:short)',
        '--count=1000',
        'refs/heads',
        'refs/remotes',
        'refs/tags',
      ];
      const { status, out } = await machine.gitIn(machine.currentFolder())(list);
      return status === 0 ? out.split('\n').filter((name) => HARMLESS.test(name)) : [];
    },
  };
}
