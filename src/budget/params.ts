// The `budgets:` section of kd.yaml, and its quantities as limits.
import type { FromSchema } from 'json-schema-to-ts';
import { attempt, failed, joinPath, must, mustAll, type Outcome, pathKey, reject, under } from '../base/problem.ts';
import { type Dimension, parseQuantity } from '../base/quantity.ts';
import { quote } from '../base/quote.ts';
import type { Allowance } from './allowance.ts';
import { BY_BOARD, partsOf } from './by-board.ts';
import type { Limit } from './judge.ts';
import { BOARD_MEASURES, type LimitKind, type MeasureName } from './measures.ts';
import { METRIC_BUDGETS, pointOf } from './metric-params.ts';
import { CLASS_METRICS } from './metrics/metrics.ts';

const LEVEL = {
  enum: ['fail', 'warn'],
  default: 'fail',
  description: 'What exceeding it does: fail the check, or only warn.',
} as const;

// Quantities are checked by limitsOf, whose messages say what to write; the schema lets any scalar through to it.
const QUANTITY = { type: ['string', 'number'] } as const;
const MAX_BYTES = { ...QUANTITY, description: 'The most, for example 64 KiB.' } as const;
const MAX_INCREASE = {
  ...QUANTITY,
  description:
    "The most that it may grow against the base, for example 1 KiB, or 2% of the base's value; 2% or 1 KiB, of which " +
    'the greater counts.',
} as const;

const bytes = (description: string) =>
  ({
    type: 'object',
    description,
    additionalProperties: false,
    properties: { max: MAX_BYTES, maxIncrease: MAX_INCREASE, level: LEVEL },
  }) as const;

const cost = <const Value extends object>(description: string, most: string, increase: string, value: Value) =>
  ({
    type: 'object',
    description,
    additionalProperties: false,
    properties: {
      max: { ...value, description: `The most, for example ${most}.` },
      maxIncrease: {
        ...value,
        description:
          `The most that it may grow against the base, for example ${increase}, or 5% of the base's value; ` +
          `5% or ${increase}, of which the greater counts.`,
      },
      level: LEVEL,
    },
  }) as const;

/** Of a measure that is taken on every board. */
const perBoard = (description: string, most: string, increase: string) =>
  cost(description, `${most}; or by board, with default for the others`, increase, BY_BOARD);

const error = (description: string) =>
  ({
    type: 'object',
    description,
    additionalProperties: false,
    properties: {
      max: { ...QUANTITY, description: 'The most, a number, for example 0.5.' },
      maxIncrease: {
        ...QUANTITY,
        description: "The most that it may grow against the base, for example 0.1, or 5% of the base's value.",
      },
      level: LEVEL,
    },
  }) as const;

export const BUDGETS_SCHEMA = {
  type: 'object',
  description: 'What the model may cost and must reach; each is judged for itself.',
  additionalProperties: false,
  default: {},
  properties: {
    size: bytes('Bytes of the .tflite file.'),
    gzip: bytes('Bytes of the .tflite file after gzip, for updates over the air.'),
    arena: perBoard('The smallest tensor arena that works, on each board.', '64 KiB', '1 KiB'),
    accuracy: {
      type: 'object',
      description: 'Share of right answers of the .tflite model on the whole test set.',
      additionalProperties: false,
      properties: {
        min: { ...QUANTITY, description: 'The least, for example 90%.' },
        maxDrop: { ...QUANTITY, description: 'The most that it may fall against the base, for example 1.0 pp.' },
        level: LEVEL,
      },
    },
    quantDrop: {
      type: 'object',
      description: 'Accuracy of the float student minus accuracy of the int8 model.',
      additionalProperties: false,
      properties: { max: { ...QUANTITY, description: 'The most, for example 1.5 pp.' }, level: LEVEL },
    },
    error: error("Of the task regression: the mean absolute error on the whole test set, in the targets' units."),
    rmse: error("Of the task regression: the root of the mean squared error, in the targets' units."),
    ...METRIC_BUDGETS,
    latency: perBoard('Time of one inference, on each board.', '100 ms', '5 ms'),
    macs: cost('Multiply-accumulates of one inference.', '2.5 MMACs', '100 kMACs', QUANTITY),
    instructions: perBoard(
      'Executed instructions of one inference, on the core of each board.',
      '5 MInstr',
      '100 kInstr',
    ),
    flash: perBoard('Bytes of flash for the model and the code that runs it, on each board.', '200 KiB', '2 KiB'),
  },
} as const;

export type BudgetsParams = FromSchema<typeof BUDGETS_SCHEMA>;

/** Whose limits may be written by board, or by class. */
const SCOPED_MEASURES: readonly MeasureName[] = [...BOARD_MEASURES, ...CLASS_METRICS];

const KINDS: readonly LimitKind[] = ['max', 'min', 'maxIncrease', 'maxDrop'];

const SHARE = { min: ['share'], maxDrop: ['points'] } as const;

const DIMENSIONS: Readonly<Record<MeasureName, Partial<Record<LimitKind, readonly Dimension[]>>>> = {
  size: { max: ['bytes'], maxIncrease: ['bytes', 'percentOfBase'] },
  gzip: { max: ['bytes'], maxIncrease: ['bytes', 'percentOfBase'] },
  arena: { max: ['bytes'], maxIncrease: ['bytes', 'percentOfBase'] },
  accuracy: { min: ['share'], maxDrop: ['points'] },
  quantDrop: { max: ['points'] },
  // A number without a unit: that of the targets, which nobody names.
  error: { max: [], maxIncrease: ['percentOfBase'] },
  rmse: { max: [], maxIncrease: ['percentOfBase'] },
  // A number without a unit, or a share.
  auc: { min: ['share'], maxDrop: ['points'] },
  f1: SHARE,
  balancedAccuracy: SHARE,
  recall: SHARE,
  precision: SHARE,
  recallAt: SHARE,
  topK: SHARE,
  agreement: SHARE,
  latency: { max: ['milliseconds'], maxIncrease: ['milliseconds', 'percentOfBase'] },
  macs: { max: ['macs'], maxIncrease: ['macs', 'percentOfBase'] },
  instructions: { max: ['instructions'], maxIncrease: ['instructions', 'percentOfBase'] },
  flash: { max: ['bytes'], maxIncrease: ['bytes', 'percentOfBase'] },
};

type PlacedLimit = Limit & {
  /** Of its key inside the section: `arena.max`. */
  readonly path: string;
};

/** Problems have paths inside the section. What the schema has refused may come too: what is no budget is skipped. */
export function limitsOf(params: BudgetsParams): Outcome<readonly PlacedLimit[]> {
  return attempt(() => {
    const measures = (Object.keys(params) as MeasureName[]).filter((key) => Object.hasOwn(DIMENSIONS, key));
    return mustAll(measures.flatMap((measure) => limitsOfMeasure(measure, params[measure] ?? {})));
  });
}

/** `2% or 1 KiB` too, where the limit may be either. */
function parseLimit(measure: MeasureName, kind: LimitKind, value: unknown): Outcome<Allowance> {
  const [first, second, ...more] = typeof value === 'string' ? value.trim().split(/\s+or\s+/) : [];
  if (second === undefined || more.length > 0 || kind !== 'maxIncrease') return parseOne(measure, kind, value);
  return attempt(() => {
    const parts = [first, second].map((one) => must(parseOne(measure, kind, one)));
    const [share, fixed] = [true, false].map((ofBaseline) => parts.find((one) => one.ofBaseline === ofBaseline));
    if (share && fixed) return { ...share, orValue: fixed.value };
    const what = "a percentage of the base's value and an amount, of which the greater counts";
    return reject(
      'quantity/format',
      `${quote(value as string)} is not ${what}; write for example "${EITHER[measure]}"`,
    );
  });
}

const EITHER: Partial<Readonly<Record<MeasureName, string>>> = {
  ...{ size: '2% or 1 KiB', gzip: '2% or 1 KiB', arena: '2% or 1 KiB', flash: '2% or 1 KiB', error: '5% or 0.1' },
  ...{ latency: '5% or 2 ms', macs: '5% or 100 kMACs', instructions: '5% or 100 kInstr', rmse: '5% or 0.1' },
};

function parseOne(measure: MeasureName, kind: LimitKind, value: unknown): Outcome<Allowance> {
  const dimensions = DIMENSIONS[measure][kind] ?? [];
  const bare = BARE.get(measure);
  const text = String(value).trim();
  if (!bare || (dimensions.length > 0 && /[%p]$/.test(text))) {
    return attempt(() => {
      const { value: parsed, dimension } = must(parseQuantity(value, dimensions));
      return { value: parsed, ofBaseline: dimension === 'percentOfBase' };
    });
  }
  return attempt(() => {
    const isNumber = /^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text);
    if (isNumber && Number(text) <= bare.most) return { value: Number(text), ofBaseline: false };
    return reject('quantity/format', `${quote(text)} is not ${bare.what}; write for example ${bare.examples[kind]}`);
  });
}

interface BareNumber {
  readonly most: number;
  readonly what: string;
  readonly examples: Partial<Readonly<Record<LimitKind, string>>>;
}

/** As the report's schema has it. */
const MOST_ERROR = 1e15;
const ERROR: BareNumber = {
  most: MOST_ERROR,
  what: "a number, of the targets' own unit and without its name",
  examples: { max: '0.5', maxIncrease: '0.1 or 5%' },
};

/** Measures whose numbers have no unit. */
const BARE: ReadonlyMap<MeasureName, BareNumber> = new Map([
  ['error', ERROR],
  ['rmse', ERROR],
  ['auc', { most: 1, what: 'a number from 0 to 1', examples: { min: '0.95 or 95%', maxDrop: '0.01 or 1 pp' } }],
]);

function limitsOfMeasure(
  measure: MeasureName,
  budget: Readonly<Record<string, unknown>>,
): readonly Outcome<PlacedLimit>[] {
  const level = budget.level === 'warn' ? 'warn' : 'fail';
  const kinds = KINDS.filter((kind) => budget[kind] !== undefined);
  if (kinds.length === 0) {
    const message = `limits nothing; write one of ${Object.keys(DIMENSIONS[measure]).join(', ')}`;
    return [failed({ code: 'budget/empty', message, place: { path: measure } })];
  }
  const written = pointOf(measure, budget);
  if (!written.ok) return [under(measure, written)];
  const { point, words } = written.value;
  const parts = (written: unknown) =>
    SCOPED_MEASURES.includes(measure) ? partsOf(written) : [{ written, key: undefined }];
  return kinds.flatMap((kind) =>
    parts(budget[kind]).map(({ key, written, ...scope }) =>
      attempt(() => {
        const path = joinPath(`${measure}.${kind}`, key === undefined ? undefined : pathKey(key));
        const allowance = must(under(path, parseLimit(measure, kind, written)));
        const text = `${String(written).trim()}${words}`;
        return { measure, kind, ...allowance, level, text, ...scope, ...(point && { point }), path };
      }),
    ),
  );
}
