// What flash outside the chip adds to the cycles of the core, and where that is not known well enough for a band.
import type { Board } from './board.ts';
import type { Calibration } from './calibration.ts';
import { type CoreCycles, CYCLES } from './cores/cycles.ts';
import type { CycleCount } from './cycle-count.ts';

/** A line takes its time whatever the core's clock is: a slower core waits fewer cycles. */
export function cyclesOfFlash(
  lines: number,
  { flash }: Pick<Calibration, 'flash'>,
  { clockHz }: Pick<Board, 'clockHz'>,
): number {
  return (lines * (flash?.microsecondsPerLine ?? 0) * clockHz) / 1e6;
}

/** What stands between a model and a band; undefined where nothing does. */
export function whatFlashLeavesOpen(counted: CycleCount, calibration: Calibration, board: Board): string | undefined {
  const { flash, factor, bandPercent } = calibration;
  const { flashCache }: CoreCycles = CYCLES[calibration.cycles];
  if (!flash || !flashCache) return undefined;
  const lines = counted.operators.reduce((sum, { flashLines }) => sum + flashLines, 0);
  const core = factor * counted.operators.reduce((sum, { cycles }) => sum + cycles, 0);
  const reading = cyclesOfFlash(lines, calibration, board);
  // Back to back, inferences of such a model read nothing.
  if (counted.flashBytes <= flashCache.bytes && reading > (bandPercent / 100) * (core + reading)) {
    const milliseconds = Number(((1000 * (core + reading)) / board.clockHz).toPrecision(2));
    return (
      `reading weights and code from flash: both fit into the cache of ${flashCache.bytes / 1024} KB; ` +
      `about ${milliseconds} ms where other code runs in between`
    );
  }
  const again = flash.isReadOnce ? counted.operators.find(({ linesAgain }) => linesAgain > 0) : undefined;
  if (again) {
    const layer = `operator ${again.operatorIndex} (${again.op})`;
    const exceeded = `they exceed the cache of ${flashCache.bytes / 1024} KB`;
    return `reading the weights of ${layer} again and again: ${exceeded}, and no such layer was measured on this chip`;
  }
  if (1000 * lines <= (flash.mostLinesPerKilocycle ?? Infinity) * core) return undefined;
  return 'reading weights from flash, more for its work than in any model that was measured on this chip';
}
