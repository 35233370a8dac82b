// What measurements on real boards say about a chip: a factor on the core's cycles, and how far off it was for others.
import type { CycleModel } from './cores/cycles.ts';

export interface Calibration {
  /** As `Profile.id`. */
  readonly profile: string;
  readonly cycles: CycleModel;
  /** Chips whose name starts with one of these. Undefined: all with code and weights in their own flash. */
  readonly chips?: readonly string[];
  /** RAM on the chip, where more can be put beside it: an arena out there is slower than the factor says. */
  readonly ownRamBytes?: number;
  /** Measured cycles for one of the core's: the chip's memory, its caches and the compiler. */
  readonly factor: number;
  /** Of a chip that reads weights and code from flash outside through a cache. */
  readonly flash?: FlashFigures;
  /** Nobody has measured the chip: no more is known than what its core can't be faster than. */
  readonly isLowerBound?: boolean;
  /** Half width of the band in percent, earned on measurements left out of the fit. */
  readonly bandPercent: number;
  readonly source: string;
}

/** What measurements on the chip say of its flash; flash-time.ts makes the time of a model of it. */
export interface FlashFigures {
  /** One line of the cache, whatever the core's clock is; undefined where the factor has it in it. */
  readonly microsecondsPerLine?: number;
  /** Lines for a thousand cycles of the core: no model that was measured reads more. Undefined where a line's time was
   * measured layer by layer. */
  readonly mostLinesPerKilocycle?: number;
  /** Measured by inferences back to back: what the cache keeps is not read again. */
  readonly isWarm?: boolean;
  /** No layer was measured that reads its weights again after the cache has dropped them. */
  readonly isReadOnce?: boolean;
}

/** calibrations.yaml as JSON, which scripts/data.mjs writes in when the program is bundled or tested. */
declare const KD_GATE_CALIBRATIONS: string;

interface CalibrationFile {
  readonly calibrations: readonly Calibration[];
  /** Chips of Espressif, which bench/latency/esp.ts fits. */
  readonly espressif: readonly Calibration[];
  /** Why there is no figure for a chip that no calibration covers, by profile. */
  readonly uncalibrated: Readonly<Partial<Record<string, string>>>;
}

const FILE: CalibrationFile = JSON.parse(KD_GATE_CALIBRATIONS);

export const CALIBRATIONS: readonly Calibration[] = [...FILE.calibrations, ...FILE.espressif];
export const UNCALIBRATED = FILE.uncalibrated;

/** No band of the shipped calibrations is wider. */
export const MOST_BAND = 30;

/** A quarter more than the worst error of what was left out, in percent and in steps of 5. */
export function earnedBand(worstPercent: number): number {
  return 5 * Math.ceil((1.25 * worstPercent) / 5);
}
