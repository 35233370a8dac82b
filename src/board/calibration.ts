// What measurements on real boards say about a chip: a factor on the core's cycles, and how far off it was for models left out.
import type { CycleModel } from './cores/cycles.ts';

export interface Calibration {
  /** As `Profile.id`. */
  readonly profile: string;
  readonly cycles: CycleModel;
  /** Chips whose name starts with one of these; undefined: every chip of the profile whose code and weights lie in its own flash. */
  readonly chips?: readonly string[];
  /** Measured cycles for one of the core's: the chip's memory, its caches and the compiler. */
  readonly factor: number;
  /** Half width of the band in percent, earned on measurements left out of the fit. */
  readonly bandPercent: number;
  readonly source: string;
}
