// What a budget, or a board's memory, leaves: in its own unit, and in percent.
import type { MeasureName } from '../budget/measures.ts';
import { formatDifference, formatLeft } from './format.ts';
import type { ReportedJudgement } from './report.ts';
import { closed, figure, text } from './schema-parts.ts';

const UNITS = {
  size: 'bytes',
  gzip: 'bytes',
  arena: 'bytes',
  flash: 'bytes',
  accuracy: 'share',
  quantDrop: 'share',
  error: 'error',
  latency: 'ms',
  macs: 'macs',
  instructions: 'instructions',
  rmse: 'error',
  auc: 'share',
  ...({ f1: 'share', balancedAccuracy: 'share', recall: 'share', precision: 'share' } as const),
  ...({ recallAt: 'share', topK: 'share', agreement: 'share' } as const),
} as const satisfies Record<MeasureName, string>;

const ofLimit = { ...figure, description: 'Of the limit; absent of shares, and of a limit of 0.' } as const;

/** Of a judgement: one of the units. */
export const HEADROOM_SCHEMA = closed(
  [],
  {
    ...{ bytes: figure, ms: figure, macs: figure, instructions: figure, share: figure, error: figure },
    percent: ofLimit,
  },
  'What the limit leaves, in the unit of its measure; negative beyond it.',
);

const room = closed(['bytes'], {
  reservedBytes: { ...figure, description: 'What `reserve` of kd.yaml keeps for the application.' },
  bytes: { ...figure, description: 'Left after that and the model; negative where it does not fit.' },
  percent: { ...figure, description: 'Of what is not reserved.' },
  atMost: { type: 'boolean', description: "Of flash: the kernels' code is not known, and takes some of it." },
});

/** Of a model's report, for each board that the model runs on. */
export const BOARD_HEADROOM_SCHEMA = closed(
  ['board', 'ram', 'flash'],
  { board: text, ram: room, flash: room },
  'What the memory of a board leaves beside the model and what is reserved.',
);

/** `left`: of a limit in the measure's unit. */
export function headroomOf(measure: MeasureName, left: number, limit: number) {
  const unit = UNITS[measure];
  const percent = unit === 'share' || limit === 0 ? undefined : (100 * left) / Math.abs(limit);
  return { [unit]: left, ...(percent !== undefined && Number.isFinite(percent) && { percent }) };
}

type LeftOver = Pick<ReportedJudgement, 'measure' | 'kind' | 'headroom'>;

/** `53,744 B free, 82%`; undefined of a budget that isn't met or has no figure. */
export function describeHeadroom({ measure, headroom }: LeftOver): string | undefined {
  const left = headroom?.[UNITS[measure]];
  if (left === undefined || left < 0) return undefined;
  const percent = headroom?.percent === undefined ? [] : [formatLeft(headroom.percent)];
  return [`${formatDifference(measure, left)} ${wordOf(measure)}`, ...percent].join(', ');
}

/** `82% free`, for where there is little room; of relative budgets, and of shares, nothing. */
export function describeHeadroomShortly({ measure, kind, headroom }: LeftOver): string | undefined {
  const { percent } = headroom ?? {};
  if (kind !== 'max' || percent === undefined || percent < 0) return undefined;
  return `${formatLeft(percent)} ${wordOf(measure)}`;
}

function wordOf(measure: MeasureName): string {
  return UNITS[measure] === 'bytes' ? 'free' : 'left';
}
