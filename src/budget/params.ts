// The `budgets:` section of kd.yaml, and its quantities as limits.
import type { FromSchema } from 'json-schema-to-ts';
import { attempt, failed, joinPath, must, mustAll, type Outcome, pathKey, reject, under } from '../base/problem.ts';
import { type Dimension, parseQuantity } from '../base/quantity.ts';
import { quote } from '../base/quote.ts';
import { BY_BOARD, partsOf } from './by-board.ts';
import type { Limit } from './judge.ts';
import { BOARD_MEASURES, type LimitKind, type MeasureName } from './measures.ts';

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
  description: "The most that it may grow against the base, for example 1 KiB, or 2% of the base's value.",
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
        description: `The most that it may grow against the base, for example ${increase}, or 5% of the base's value.`,
      },
      level: LEVEL,
    },
  }) as const;

/** Of a measure that is taken on every board. */
const perBoard = (description: string, most: string, increase: string) =>
  cost(description, `${most}; or by board, with default for the others`, increase, BY_BOARD);

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
    error: {
      type: 'object',
      description: "Of the task regression: the mean absolute error on the whole test set, in the targets' units.",
      additionalProperties: false,
      properties: {
        max: { ...QUANTITY, description: 'The most, a number, for example 0.5.' },
        maxIncrease: {
          ...QUANTITY,
          description: "The most that it may grow against the base, for example 0.1, or 5% of the base's value.",
        },
        level: LEVEL,
      },
    },
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

const KINDS: readonly LimitKind[] = ['max', 'min', 'maxIncrease', 'maxDrop'];

const DIMENSIONS: Readonly<Record<MeasureName, Partial<Record<LimitKind, readonly Dimension[]>>>> = {
  size: { max: ['bytes'], maxIncrease: ['bytes', 'percentOfBase'] },
  gzip: { max: ['bytes'], maxIncrease: ['bytes', 'percentOfBase'] },
  arena: { max: ['bytes'], maxIncrease: ['bytes', 'percentOfBase'] },
  accuracy: { min: ['share'], maxDrop: ['points'] },
  quantDrop: { max: ['points'] },
  // A number without a unit: that of the targets, which nobody names.
  error: { max: [], maxIncrease: ['percentOfBase'] },
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

function parseLimit(measure: MeasureName, kind: LimitKind, value: unknown): Outcome<ParsedLimit> {
  const dimensions = DIMENSIONS[measure][kind] ?? [];
  if (measure !== 'error') return parseQuantity(value, dimensions);
  const text = String(value).trim();
  if (dimensions.length > 0 && text.endsWith('%')) return parseQuantity(value, dimensions);
  return attempt(() => {
    if (/^\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) && Number(text) <= MOST_ERROR) return { value: Number(text) };
    const advice = dimensions.length > 0 ? '0.1 or 5%' : '0.5';
    const what = "a number, of the targets' own unit and without its name";
    return reject('quantity/format', `${quote(text)} is not ${what}; write for example ${advice}`);
  });
}

/** As the report's schema has it. */
const MOST_ERROR = 1e15;

interface ParsedLimit {
  readonly value: number;
  readonly dimension?: Dimension;
}

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
  const parts = (written: unknown) =>
    BOARD_MEASURES.includes(measure) ? partsOf(written) : [{ written, key: undefined }];
  return kinds.flatMap((kind) =>
    parts(budget[kind]).map(({ key, written, ...scope }) =>
      attempt(() => {
        const path = joinPath(`${measure}.${kind}`, key === undefined ? undefined : pathKey(key));
        const { value, dimension } = must(under(path, parseLimit(measure, kind, written)));
        const ofBaseline = dimension === 'percentOfBase';
        return { measure, kind, value, ofBaseline, level, text: String(written).trim(), ...scope, path };
      }),
    ),
  );
}
