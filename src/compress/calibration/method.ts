// What a calibration method is: the values of a tensor to the range that its integers cover.
import type { ValueRange } from '../calibrate.ts';
import type { Histogram } from './histogram.ts';

export interface CalibrationSettings {
  /** Percent, 90 to 100. */
  readonly percentile: number;
  /** The step between two integers where they cover this range. */
  scaleOf(range: ValueRange): number;
}

export interface CalibrationMethod {
  /** As kd.yaml names it. */
  readonly name: string;
  /** Where it is described. */
  readonly source: string;
  /** Never wider than the histogram; without it the range is that of all values. */
  clip?(histogram: Histogram, settings: CalibrationSettings): ValueRange;
}
