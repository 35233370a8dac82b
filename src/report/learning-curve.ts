// The learning curve of a training: its losses and its answers to held-out samples, by epoch.
import type { FromSchema } from 'json-schema-to-ts';
import { closed, count, figure, magnitude, probability } from './schema-parts.ts';

/** A curve of more epochs keeps every second, third ... of them, the best and the last. */
export const MOST_POINTS = 256;

const point = closed(['epoch', 'trainLoss'], {
  epoch: { ...count, description: 'Counted from 1.' },
  trainLoss: { ...figure, description: 'Mean over the batches, each before its step.' },
  validationLoss: { ...figure, description: 'Of the held-out samples; absent without.' },
  validationAccuracy: probability,
  validationError: { ...magnitude, description: 'Of a regression: the mean absolute error.' },
});

export const CURVE_SCHEMA = {
  type: 'array',
  maxItems: MOST_POINTS,
  items: point,
  description: `By epoch, at most ${MOST_POINTS} of them; absent where nothing was trained.`,
} as const;

export type CurvePoint = FromSchema<typeof point>;

/** What an epoch of a training tells; of src/student/train.ts. */
interface EpochFigures {
  readonly epoch: number;
  readonly trainLoss: number;
  readonly validation?: {
    readonly loss: number;
    readonly accuracy?: { readonly correct: number; readonly total: number };
    readonly error?: { readonly mae: number };
  };
}

/** In the order of the epochs. */
export function curveOf(history: readonly EpochFigures[], bestEpoch: number): CurvePoint[] {
  const step = Math.ceil(history.length / (MOST_POINTS - 2));
  return history
    .filter(({ epoch }, i) => i % step === 0 || epoch === bestEpoch || i === history.length - 1)
    .map(({ epoch, trainLoss, validation }) => {
      const { loss, accuracy, error } = validation ?? {};
      return {
        epoch,
        trainLoss: bounded(trainLoss),
        ...(loss !== undefined && { validationLoss: bounded(loss) }),
        ...(accuracy && accuracy.total > 0 && { validationAccuracy: accuracy.correct / accuracy.total }),
        ...(error && { validationError: Math.min(error.mae, magnitude.maximum) }),
      };
    });
}

/** A loss may be anything that float32 holds. */
function bounded(loss: number): number {
  return Math.min(Math.max(loss, figure.minimum), figure.maximum);
}

/** What of a training's curve can't be true. */
export function curveContradictions({
  epochs,
  curve = [],
}: {
  readonly epochs: number;
  readonly curve?: readonly CurvePoint[];
}): string[] {
  const isRising = curve.every(({ epoch }, i) => epoch > (curve[i - 1]?.epoch ?? 0));
  const last = curve.at(-1)?.epoch ?? 0;
  if (isRising && last <= epochs) return [];
  return [`the learning curve has epochs that are not among the ${epochs} in their order`];
}
