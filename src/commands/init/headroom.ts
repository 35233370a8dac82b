// A board that the measured model fits with room to spare, and budgets a quarter above what was measured.
import { flashNeed } from '../../report/misfits.ts';
import type { ModelReport } from '../../report/report.ts';

/** From small to large; of each there are published latencies, so that milliseconds can be told. */
export const CANDIDATES = ['arduino-nano-33-ble', 'nucleo-l4r5zi', 'renesas-ek-ra8m1'] as const;

const HEADROOM = 1.25;
const KIB = 1024;
/** The firmware needs memory too. */
const MOST_SHARE = 0.75;

export interface Choice {
  readonly boards: readonly string[];
  /** Lines below `budgets:`. */
  readonly budgets: readonly string[];
}

export interface AccuracyFloor {
  readonly share: number;
  /** Stands behind it as a comment. */
  readonly why: string;
}

/** `floor`: none without a test set. */
export function choose({ model, boards }: ModelReport, floor: AccuracyFloor | undefined): Choice {
  const roomy = boards.find((board) => {
    const arena = model.profiles[board.profile]?.arenaMinBytes ?? Number.POSITIVE_INFINITY;
    const share = Math.max(arena / board.ramBytes, flashNeed(model, board.profile).value / board.flashBytes);
    return board.fits && board.refused === undefined && share <= MOST_SHARE;
  });
  // What fits nowhere is shown on the largest: the first run says so.
  const chosen = roomy ?? boards.findLast(({ fits }) => fits) ?? boards.at(-1);
  const arena = chosen && model.profiles[chosen.profile]?.arenaMinBytes;
  const budgets = [`size: { max: ${kib(model.sizeBytes)} }  # measured ${model.sizeBytes} B`];
  if (arena !== undefined) budgets.push(`arena: { max: ${kib(arena)} }  # measured ${arena} B`);
  if (chosen?.latencyMs !== undefined) {
    const most = Math.max(1, Math.ceil(chosen.latencyMs * HEADROOM));
    budgets.push(`latency: { max: ${most} ms, level: warn } # estimated ${chosen.latencyMs.toFixed(1)} ms`);
  }
  if (floor !== undefined) {
    budgets.push(`accuracy: { min: ${Math.floor(floor.share * 100)}% }  # ${floor.why}`);
    budgets.push('quantDrop: { max: 2 pp, level: warn }');
  }
  return { boards: chosen ? [chosen.id] : [CANDIDATES[0]], budgets };
}

function kib(bytes: number): string {
  return `${Math.ceil((bytes * HEADROOM) / KIB)} KiB`;
}
