// A model's answers to a test set, and what it should have answered: all that a metric is computed from.
import { exp } from '../../base/elementary.ts';

export interface Predictions {
  /** scores: the model's outputs; answers: a class a sample; errors: of a sample the mean absolute and squared one. */
  readonly kind: 'scores' | 'answers' | 'errors';
  readonly samples: number;
  /** Values of a sample. */
  readonly width: number;
  /** [samples, width], real ones. */
  readonly values: Float64Array;
  /** Of yes-or-no outputs: what one must exceed to say yes. */
  readonly threshold?: number;
  /** Scores in front of softmax. */
  readonly areLogits?: boolean;
  /** The class of each sample; of multi-label [samples, width] of 0 and 1; of a regression 1 for an anomaly. */
  readonly labels?: Uint16Array;
  /** The class that the teacher takes each sample for. */
  readonly teacher?: Uint16Array;
  /** From one sample to the next. */
  readonly seconds?: number;
  /** Of recordings of different lengths: those of each class together. */
  readonly secondsByClass?: readonly number[];
}

export type PredictionTask = 'classify' | 'binary' | 'multi-label' | 'regression';

export function taskOf({ kind, threshold, width }: Predictions): PredictionTask {
  if (kind === 'errors') return 'regression';
  if (threshold === undefined) return 'classify';
  return width === 1 ? 'binary' : 'multi-label';
}

/** How long the samples of other classes are together; undefined where nothing says it. */
export function otherSeconds({ seconds, secondsByClass }: Predictions, index: number, others: number) {
  if (secondsByClass) return secondsByClass.reduce((sum, own, i) => (i === index ? sum : sum + own), 0);
  return seconds === undefined ? undefined : seconds * others;
}

/** The class of each sample as the model sees it: the first of the greatest outputs, or yes above the threshold. */
export function answersOf({ kind, samples, width, values, threshold }: Predictions): Uint16Array {
  if (kind === 'answers') return Uint16Array.from(values);
  if (threshold !== undefined) return Uint16Array.from(values, (value) => Number(value > threshold));
  return Uint16Array.from({ length: samples }, (_, n) => {
    const from = n * width;
    let best = 0;
    for (let c = 1; c < width; c++) if (values[from + c] > values[from + best]) best = c;
    return best;
  });
}

/** [samples, width]: what is compared between samples has to add up to one in each. */
export function probabilitiesOf({ areLogits = false, samples, width, values }: Predictions): Float64Array {
  if (!areLogits) return values;
  const all = new Float64Array(values.length);
  for (let n = 0; n < samples; n++) {
    all.set(softmax(values.subarray(n * width, (n + 1) * width)), n * width);
  }
  return all;
}

export function softmax(logits: Float64Array): Float64Array {
  const most = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const powers = logits.map((z) => exp(z - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/** One output of all samples. */
export function column(values: Float64Array, width: number, index: number): Float64Array {
  return Float64Array.from({ length: values.length / width }, (_, n) => values[n * width + index]);
}
