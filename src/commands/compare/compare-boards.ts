// One model on many boards: measured once for each core and kernel library, then sorted.
import { must, placed } from '../../base/problem.ts';
import { MOST_MODEL_BYTES } from '../../base/read-file.ts';
import type { NamedBoard } from '../../board/board.ts';
import type { Engine } from '../../gate/engine.ts';
import type { Io } from '../../gate/io.ts';
import { measureModel, onBoards, profilesOfBoards } from '../../gate/measure.ts';
import { flashNeed } from '../../report/misfits.ts';
import type { MeasuredModel, ReportedBoard, ReportedComputer, UnmeasuredBoard } from '../../report/report.ts';
import type { SortKey } from './sort-keys.ts';

export interface ComparedBoard extends ReportedBoard {
  readonly arenaMinBytes: number;
  /** Of the model and, where it is known, of the code that runs it. */
  readonly flashUsedBytes: number;
  /** Of the board's memory, as shares; above 1 where the model doesn't fit. */
  readonly arenaShare: number;
  readonly flashShare: number;
  /** What the model leaves of the memory that it fills most, as a share. */
  readonly headroomShare: number;
  readonly headroomBytes: number;
}

export interface Comparison {
  readonly file: string;
  readonly sizeBytes: number;
  readonly macs: number;
  readonly sort: SortKey;
  readonly boards: readonly ComparedBoard[];
  /** They have no arena, and time only as somebody measured it. These and the others: none where only boards that fit
   * were asked for. */
  readonly computers: readonly ReportedComputer[];
  /** In the order in which they were named. */
  readonly unmeasuredBoards: readonly UnmeasuredBoard[];
}

interface ComparisonInput {
  readonly boards: readonly NamedBoard[];
  readonly makeKernels: Engine['makeKernels'];
  readonly sort: SortKey;
  /** Only those that the model fits. */
  readonly fits: boolean;
}

/** Runs inside an attempt. Problems: those of `measureModel`, with the file. */
export async function compareBoards(
  io: Pick<Io, 'readUserFile'>,
  file: string,
  { boards, makeKernels, sort, fits }: ComparisonInput,
): Promise<Comparison> {
  const bytes = must(await io.readUserFile(file, MOST_MODEL_BYTES));
  const measurement = must(placed(measureModel(bytes, profilesOfBoards(boards), makeKernels), { file }));
  const { sizeBytes, macs } = measurement.figures;
  const found = onBoards(boards, measurement);
  const compared = found.boards.map((board) => compare(board, measurement.figures));
  return {
    ...{ file, sizeBytes, macs, sort },
    boards: compared.filter((board) => board.fits || !fits).sort(ORDERS[sort]),
    computers: fits ? [] : found.computers,
    unmeasuredBoards: fits ? [] : found.unmeasuredBoards,
  };
}

function compare(board: ReportedBoard, figures: MeasuredModel): ComparedBoard {
  const { arenaMinBytes } = figures.profiles[board.profile];
  const { value: flashUsedBytes } = flashNeed(figures, board.profile);
  const [arenaShare, flashShare] = [arenaMinBytes / board.ramBytes, flashUsedBytes / board.flashBytes];
  const spare = board.ramBytes - arenaMinBytes;
  return {
    ...board,
    ...{ arenaMinBytes, flashUsedBytes, arenaShare, flashShare },
    headroomShare: 1 - Math.max(arenaShare, flashShare),
    headroomBytes: Math.min(spare, board.flashBytes - flashUsedBytes),
  };
}

type Order = (a: ComparedBoard, b: ComparedBoard) => number;

const byId: Order = (a, b) => (a.id < b.id ? -1 : 1);

/** Those with a figure, then those with a lower bound, then the others, which don't run last. */
function rankOfLatency({ latencyMs, latencyAtLeastMs, refused }: ComparedBoard): number {
  if (refused !== undefined) return 3;
  if (latencyMs !== undefined) return 0;
  return latencyAtLeastMs === undefined ? 2 : 1;
}

const timeOf = ({ latencyMs, latencyAtLeastMs }: ComparedBoard) => latencyMs ?? latencyAtLeastMs ?? 0;

const ORDERS: Readonly<Record<SortKey, Order>> = {
  latency: (a, b) => rankOfLatency(a) - rankOfLatency(b) || timeOf(a) - timeOf(b) || byId(a, b),
  arena: (a, b) => a.arenaMinBytes - b.arenaMinBytes || byId(a, b),
  size: (a, b) => a.flashShare - b.flashShare || byId(a, b),
  headroom: (a, b) => b.headroomShare - a.headroomShare || byId(a, b),
  name: byId,
};
