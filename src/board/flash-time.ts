// What flash outside the chip adds to the cycles of the core, and where that is not known well enough for a band.
import type { Board } from './board.ts';
import { type Calibration, MOST_BAND } from './calibration.ts';
import { type CoreCycles, CYCLES } from './cores/cycles.ts';
import type { CycleCount } from './cycle-count.ts';

export interface FlashTime {
  readonly cyclesPerLine: number;
  /** How much of the whole it may be off, on either side. */
  readonly bandPercent: number;
  /** What stands between the model and a band; undefined where nothing does. */
  readonly open?: string;
}

/** A line takes its time whatever the core's clock is: a slower core waits fewer cycles. */
export function cyclesOfLine({ flash }: Pick<Calibration, 'flash'>, { clockHz }: Pick<Board, 'clockHz'>): number {
  return ((flash?.microsecondsPerLine ?? 0) * clockHz) / 1e6;
}

/** Whether the cache keeps weights and code from one Invoke to the next: back to back nothing is read again. */
export function isKept({ flashBytes }: Pick<CycleCount, 'flashBytes'>, { flashCache }: CoreCycles): boolean {
  return flashCache !== undefined && flashBytes <= flashCache.bytes;
}

/** Of one Invoke. */
export function flashTimeOf(counted: CycleCount, calibration: Calibration, board: Board): FlashTime {
  const { flash, factor } = calibration;
  const coreCycles: CoreCycles = CYCLES[calibration.cycles];
  const { flashCache } = coreCycles;
  if (!flash || !flashCache) return { cyclesPerLine: 0, bandPercent: 0 };
  const cyclesPerLine = cyclesOfLine(calibration, board);
  const lines = counted.operators.reduce((sum, { flashLines }) => sum + flashLines, 0);
  const core = factor * counted.operators.reduce((sum, { cycles }) => sum + cycles, 0);
  const most = lines * cyclesPerLine;
  if (isKept(counted, coreCycles) && most > 0) {
    if (flash.isWarm) return { cyclesPerLine: 0, bandPercent: 0 };
    // The cache keeps all of it: inferences back to back read nothing, one after other work everything.
    const bandPercent = (100 * (most / 2)) / (core + most / 2);
    const isNarrow = Math.hypot(calibration.bandPercent, bandPercent) <= MOST_BAND;
    const open = describeKept(flashCache.bytes, (1000 * (core + most)) / board.clockHz);
    return { cyclesPerLine: cyclesPerLine / 2, bandPercent, ...(!isNarrow && { open }) };
  }
  return { cyclesPerLine, bandPercent: 0, ...openOf(counted, (1000 * lines) / core, calibration, flashCache.bytes) };
}

/** What no model that was measured on this chip had. */
function openOf(
  { operators }: CycleCount,
  linesPerKilocycle: number,
  { flash }: Calibration,
  cacheBytes: number,
): Pick<FlashTime, 'open'> {
  const again = flash?.isReadOnce ? operators.find(({ linesAgain }) => linesAgain > 0) : undefined;
  if (again) {
    const layer = `operator ${again.operatorIndex} (${again.op})`;
    const exceeded = `they exceed the cache of ${cacheBytes / 1024} KB`;
    const open = `reading the weights of ${layer} again and again: ${exceeded}, and no such layer was measured on it`;
    return { open };
  }
  return linesPerKilocycle > (flash?.mostLinesPerKilocycle ?? Infinity) ? { open: BEYOND } : {};
}

const BEYOND = 'reading weights from flash, more for its work than in any model that was measured on this chip';

function describeKept(cacheBytes: number, mostMs: number): string {
  return (
    `reading weights and code from flash: both fit into the cache of ${cacheBytes / 1024} KB; ` +
    `about ${Number(mostMs.toPrecision(2))} ms where other code runs in between`
  );
}
