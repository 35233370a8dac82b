// `kd-gate compare model.tflite`: one model on all boards, in an order that one chooses.
import { InvalidArgumentError } from 'commander';
import { listOf } from '../base/one-of.ts';
import { must, orBug, reject } from '../base/problem.ts';
import type { Command } from './command.ts';
import { SORT_KEYS, type SortKey } from './compare/sort-keys.ts';

interface CompareOptions {
  /** Ids, or paths of board files. */
  readonly board?: readonly string[];
  readonly sort?: SortKey;
  readonly fits?: boolean;
  readonly json?: boolean;
  readonly csv?: boolean;
}

const DEFAULT_SORT: SortKey = 'latency';

export const compareCommand: Command = {
  name: 'compare',
  description: 'one model on all boards: fit, headroom, latency',
  group: 'One model',
  arguments: [{ usage: '<model>', description: 'path of the .tflite file' }],
  options: [
    { flags: '--board <id>', description: 'only this board, or a board file; repeatable', parse: collect },
    {
      flags: '--sort <key>',
      description: `by one of ${listOf(SORT_KEYS)} (default: ${DEFAULT_SORT})`,
      choices: SORT_KEYS,
      parse: sortKeyNamed,
    },
    { flags: '--fits', description: 'only boards that the model fits and runs on' },
    { flags: '--json', description: 'print JSON instead of a table' },
    { flags: '--csv', description: 'print CSV instead of a table' },
  ],
  async run({ io, loadEngine }, [file], options: CompareOptions) {
    const { board = [], sort = DEFAULT_SORT, fits = false, json = false, csv = false } = options;
    if (json && csv) reject('arguments/out', '--json and --csv are two forms of the same; write one of them');
    const { compareBoards } = await import('./compare/compare-boards.ts');
    const { renderComparison, renderComparisonCsv, renderComparisonJson } = await import('./compare/text.ts');
    const { readShippedBoards } = await import('../config/shipped-boards.ts');
    const { resolveNamed } = await import('../config/resolve-boards.ts');
    const { version, makeKernels } = await loadEngine();
    const shipped = orBug(readShippedBoards());
    const boards =
      board.length > 0
        ? must(await resolveNamed(io.readNamed, board))
        : [...shipped.boards, ...shipped.computers, ...shipped.notMeasured];
    const comparison = await compareBoards(io, file, { boards, makeKernels, sort, fits });
    if (json) io.out(renderComparisonJson(comparison, version));
    else io.out(csv ? renderComparisonCsv(comparison) : renderComparison(comparison));
    return 0;
  },
};

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function sortKeyNamed(text: string): SortKey {
  const key = SORT_KEYS.find((name) => name === text);
  if (key === undefined) throw new InvalidArgumentError(`Write one of ${listOf(SORT_KEYS)}.`);
  return key;
}
