// How far a relative limit lets a figure move from the base's.

/** Of a `maxIncrease` or `maxDrop`. */
export interface Allowance {
  /** In the measure's unit; with `ofBaseline` a share of the baseline's value (0.02 for `2%`). */
  readonly value: number;
  readonly ofBaseline: boolean;
  /** Of `2% or 1 KiB`, beside the share of the baseline: in the measure's unit. The greater of both is allowed. */
  readonly orValue?: number;
}

/** In the measure's unit. */
export function allowanceOf({ value, ofBaseline, orValue = 0 }: Allowance, baseline: number): number {
  return ofBaseline ? Math.max(Math.abs(baseline) * value, orValue) : value;
}
