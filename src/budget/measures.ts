// What is measured and may be limited: its names, and which of it is measured on every board.

export const MEASURES = [
  ...(['size', 'gzip', 'arena', 'accuracy', 'quantDrop', 'error', 'latency', 'macs'] as const),
  ...(['instructions', 'flash'] as const),
  ...(['rmse', 'auc', 'f1', 'balancedAccuracy', 'recall', 'precision', 'recallAt', 'topK', 'agreement'] as const),
] as const;

/**
 * size, gzip, arena, flash: bytes. accuracy: share of right answers, 0..1. quantDrop: float accuracy minus int8
 * accuracy, as a share. error: of a regression, the mean absolute error in the targets' units. latency: ms. macs:
 * multiply-accumulates of one inference. instructions: executed in one Invoke. flash: the model and the code that runs
 * it. rmse: as error. auc: 0..1. The others are shares, 0..1: metrics/metrics.ts says what each is.
 */
export type MeasureName = (typeof MEASURES)[number];

/** Once a board, whose budgets may be written by board. */
export const BOARD_MEASURES: readonly MeasureName[] = ['arena', 'latency', 'instructions', 'flash'];

/** Shares, whose differences are percentage points. */
export const SHARE_MEASURES: readonly MeasureName[] = [
  ...(['accuracy', 'quantDrop', 'f1', 'balancedAccuracy', 'recall', 'precision', 'recallAt', 'topK'] as const),
  'agreement',
];

/** What depends on the test set. */
export const TESTED_MEASURES: readonly MeasureName[] = [...SHARE_MEASURES, 'error', 'rmse', 'auc'];

export type LimitKind = 'max' | 'min' | 'maxIncrease' | 'maxDrop';

export const LIMIT_IS_RELATIVE: Readonly<Record<LimitKind, boolean>> = {
  ...{ max: false, min: false },
  ...{ maxIncrease: true, maxDrop: true },
};

/** Whether a value exceeds such a limit by being less. */
export function isFloor(kind: LimitKind): boolean {
  return kind === 'min' || kind === 'maxDrop';
}
