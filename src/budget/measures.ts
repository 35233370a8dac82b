// What is measured and may be limited: its names, and which of it is measured on every board.

export const MEASURES = [
  ...(['size', 'gzip', 'arena', 'accuracy', 'quantDrop', 'error', 'latency', 'macs'] as const),
  ...(['instructions', 'flash'] as const),
] as const;

/**
 * size, gzip, arena, flash: bytes. accuracy: share of right answers, 0..1. quantDrop: float accuracy minus int8
 * accuracy, as a share. error: of a regression, the mean absolute error in the targets' units. latency: ms. macs:
 * multiply-accumulates of one inference. instructions: executed in one Invoke. flash: the model and the code that runs
 * it.
 */
export type MeasureName = (typeof MEASURES)[number];

/** Once a board, whose budgets may be written by board. */
export const BOARD_MEASURES: readonly MeasureName[] = ['arena', 'latency', 'instructions', 'flash'];

export type LimitKind = 'max' | 'min' | 'maxIncrease' | 'maxDrop';

/** Whether a value exceeds such a limit by being less. */
export function isFloor(kind: LimitKind): boolean {
  return kind === 'min' || kind === 'maxDrop';
}
