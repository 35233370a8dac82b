// Budgets on metrics as kd.yaml writes them: their keys, and the point that some are measured at.
import { attempt, failed, must, type Outcome, under } from '../base/problem.ts';
import { parseQuantity } from '../base/quantity.ts';
import type { MeasureName } from './measures.ts';
import type { Point } from './metrics/metrics.ts';

const QUANTITY = { type: ['string', 'number'] } as const;
// As by-board.ts has it, by class. Who names more classes than these means all of them.
const BY_CLASS = {
  type: ['string', 'number', 'object'],
  minProperties: 1,
  maxProperties: 65,
  additionalProperties: QUANTITY,
} as const;
const LEVEL = {
  enum: ['fail', 'warn'],
  default: 'fail',
  description: 'What exceeding it does: fail the check, or only warn.',
} as const;

const floor = <const Value extends object, const More extends object>(
  description: string,
  { least, drop, value, more }: { least: string; drop: string; value: Value; more: More },
) =>
  ({
    type: 'object',
    description,
    additionalProperties: false,
    properties: {
      ...more,
      min: { ...value, description: `The least, for example ${least}.` },
      maxDrop: { ...value, description: `The most that it may fall against the base, for example ${drop}.` },
      level: LEVEL,
    },
  }) as const;

const share = (description: string) => floor(description, { least: '90%', drop: '1.0 pp', value: QUANTITY, more: {} });
const byClass = <const More extends object>(description: string, more: More) => {
  const least = '90% for each; or by class, with default for the others';
  return floor(description, { least, drop: '1.0 pp', value: BY_CLASS, more });
};

export const METRIC_BUDGETS = {
  auc: floor(
    'Area under the ROC curve: of yes against no; of several classes the mean of each against the others; of a ' +
      'regression how well the error tells anomalies.',
    { least: '0.95', drop: '0.01', value: QUANTITY, more: {} },
  ),
  f1: share('F1 of yes; of several classes or outputs the mean of all (macro F1).'),
  balancedAccuracy: share('The mean of the recalls of all classes.'),
  recall: byClass('Of each class, or of some: the share of its test samples that are taken for it.', {}),
  precision: byClass('Of each class, or of some: the share of the samples taken for it that are of it.', {}),
  recallAt: byClass(
    'The recall that a threshold can have which lets so few samples of other classes pass for the class.',
    {
      falsePositiveRate: {
        ...QUANTITY,
        description: 'The share of samples of other classes that may pass for it, for example 1%.',
      },
      falseAcceptsPerHour: {
        type: 'number',
        exclusiveMinimum: 0,
        maximum: 1e6,
        description: 'In its place: so many in an hour of samples of other classes, for example 0.5.',
      },
    },
  ),
  topK: floor('The share of test samples whose class is among the k greatest outputs.', {
    least: '99%',
    drop: '1.0 pp',
    value: QUANTITY,
    more: { k: { type: 'integer', minimum: 2, maximum: 1000, description: 'So many of the outputs, for example 3.' } },
  }),
  agreement: share('The share of test samples that the model takes for the class that the teacher takes them for.'),
} as const;

/** What is known of a metric's budget beside its numbers. `words`: what the limit's text says of it. */
export interface WrittenPoint {
  readonly point?: Point;
  readonly words: string;
}

/** Problems have paths inside the budget. */
export function pointOf(measure: MeasureName, budget: Readonly<Record<string, unknown>>): Outcome<WrittenPoint> {
  if (measure === 'topK') return pointOfTop(budget.k);
  if (measure !== 'recallAt') return { ok: true, value: { words: '' } };
  const { falsePositiveRate: rate, falseAcceptsPerHour: hourly } = budget;
  if ((rate === undefined) === (hourly === undefined)) {
    const message = 'needs one of falsePositiveRate and falseAcceptsPerHour; write for example falsePositiveRate: 1%';
    return failed({ code: 'spec/one-of', message });
  }
  if (typeof hourly === 'number') {
    return { ok: true, value: { point: { falseAcceptsPerHour: hourly }, words: ` at ${hourly} false accepts/h` } };
  }
  return attempt(() => {
    const { value } = must(under('falsePositiveRate', parseQuantity(rate, ['share'])));
    return { point: { falsePositiveRate: value }, words: ` at ${String(rate).trim()} false positives` };
  });
}

function pointOfTop(k: unknown): Outcome<WrittenPoint> {
  if (typeof k === 'number') return { ok: true, value: { point: { k }, words: ` in the top ${k}` } };
  return failed({ code: 'budget/empty', message: 'needs k; write for example k: 3' });
}
