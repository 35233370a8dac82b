// `kd-gate boards [WORD]`: the boards that kd.yaml may name, or those that a word finds.
import { orBug, reject } from '../base/problem.ts';
import { quote } from '../base/quote.ts';
import type { NamedBoard } from '../board/board.ts';
import { findBoards, nearestWord } from '../board/find-boards.ts';
import type { Command } from './command.ts';

export const boardsCommand: Command = {
  name: 'boards',
  description: 'list the boards that kd.yaml may name',
  group: 'Start',
  arguments: [{ usage: '[word]', description: 'only those with this id, name, maker, chip or core, e.g. esp32 or m7' }],
  options: [{ flags: '--json', description: 'print JSON instead of a table' }],
  async run({ io }, [word], { json }: { readonly json?: boolean }) {
    const { readShippedBoards } = await import('../config/shipped-boards.ts');
    const { listedBoard, renderBoards } = await import('./boards/table.ts');
    // A mistake in a shipped file is a bug, and throws.
    const shipped = orBug(readShippedBoards());
    const all = [...shipped.boards, ...shipped.computers, ...shipped.notMeasured];
    if (word !== undefined && findBoards(word, all).length === 0) {
      const near = nearestWord(word, all);
      const guess = near === undefined ? '' : `; did you mean "${near}"?`;
      const help = '`kd-gate boards` lists them all, and docs/boards.md says how to describe your own';
      reject('board/unknown', `no board is found by ${quote(word)}${guess || ';'} ${help}`);
    }
    const among = <B extends NamedBoard>(list: readonly B[]) => (word === undefined ? list : findBoards(word, list));
    const boards = among(shipped.boards).map(listedBoard);
    const [computers, notMeasured] = [among(shipped.computers), among(shipped.notMeasured)];
    const found = { boards, computers, notMeasured };
    io.out(json ? `${JSON.stringify(found, undefined, 2)}\n` : renderBoards(found));
    return 0;
  },
};
