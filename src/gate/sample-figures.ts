// What a report keeps of the answers to single samples: all of them packed, what is confused, the surest mistakes.
import { uint16OfBase64 } from '../base/base64.ts';
import { exp } from '../base/elementary.ts';
import { type Predictions, softmax } from '../budget/metrics/predictions.ts';
import { type Dataset, hasClasses, outputsOf, taskOf } from '../data/dataset.ts';
import { startsOf } from '../data/streams.ts';
import type { OpTensor } from '../micro/op.ts';
import { isQuantized, scaleOf, zeroPointOf } from '../micro/tensors/quantization.ts';
import { MOST_CONFUSED } from '../report/confusion.ts';
import { MOST_MISTAKES } from '../report/mistakes.ts';
import { canBePacked, type Packing, packPredictions } from '../report/predictions.ts';
import type { ModelReport } from '../report/report.ts';
import type { Model } from '../tflite/model.ts';
import { outputProducer } from '../tflite/output-producer.ts';
import type { ModelMeasurement } from './measure.ts';
import type { Evaluation } from './scorer.ts';
import { judgedSet } from './streams.ts';
import { testSetOf } from './test-set.ts';

type SampleFigures = Partial<Pick<ModelReport, 'confusion' | 'mistakes' | 'predictions'>>;

/** `evaluation` is of all samples of `test`, or of its recordings. */
export function sampleFigures(
  evaluation: Evaluation,
  test: Dataset,
  { model, interpreter }: Pick<ModelMeasurement, 'model' | 'interpreter'>,
  teacher: { readonly testAnswers?: string } | undefined,
): SampleFigures {
  const judged = judgedSet(test);
  const predictions = packed(evaluation, test, model, interpreter.outputs[0], teacher);
  const common = { ...(predictions && { predictions }) };
  const { answerBySample: answers, scores } = evaluation;
  if (!answers || !hasClasses(test)) return common;
  const confidenceOf = scores && confidences(scores, answers, test, model);
  const confusion = confusionOf(judged, answers);
  return {
    ...common,
    ...(confusion && { confusion }),
    ...(confidenceOf && { mistakes: mistakesOf(judged, answers, confidenceOf) }),
  };
}

type LabelSet = Pick<Dataset, 'count' | 'labels' | 'classes' | 'files'>;

/** Undefined of more classes than a table can show; without names they are numbers. */
export function confusionOf(
  { labels, classes }: Pick<LabelSet, 'labels' | 'classes'>,
  answers: Int32Array,
): ModelReport['confusion'] {
  const count = [...labels, ...answers].reduce((most, one) => Math.max(most, one + 1), classes.length);
  if (count > MOST_CONFUSED) return undefined;
  const rows = Array.from({ length: count }, () => Array.from({ length: count }, () => 0));
  for (const [n, answer] of answers.entries()) rows[labels[n]][answer]++;
  return {
    classes: Array.from(rows, (_, i) => (classes[i] ?? (classes.length > 0 ? `output ${i}` : String(i))).slice(0, 256)),
    rows,
  };
}

function mistakesOf(
  { labels, files }: LabelSet,
  answers: Int32Array,
  confidenceOf: (sample: number) => number,
): NonNullable<ModelReport['mistakes']> {
  const wrong = [...answers.keys()].filter((n) => answers[n] !== labels[n]);
  const confidence = new Map(wrong.map((n) => [n, confidenceOf(n)]));
  return wrong
    .sort((a, b) => (confidence.get(b) ?? 0) - (confidence.get(a) ?? 0) || a - b)
    .slice(0, MOST_MISTAKES)
    .map((sample) => ({
      sample,
      ...(files && { file: files[sample].slice(0, 4096) }),
      label: labels[sample],
      answer: answers[sample],
      confidence: confidence.get(sample) ?? 0,
    }));
}

/** The probability that the model gives its answer to a sample; 0 where its outputs are no numbers. */
function confidences(scores: Float64Array, answers: Int32Array, test: Dataset, model: Model) {
  const producer = outputProducer(model).operator?.code;
  const width = scores.length / answers.length;
  const bounded = (p: number) => (p >= 0 ? Math.min(1, p) : 0);
  return (n: number): number => {
    const own = scores.subarray(n * width, (n + 1) * width);
    if (taskOf(test) === 'binary') {
      const yes = bounded(producer === 'LOGISTIC' ? own[0] : 1 / (1 + exp(-own[0])));
      return answers[n] === 1 ? yes : 1 - yes;
    }
    return bounded((producer === 'SOFTMAX' ? own : softmax(own))[answers[n]]);
  };
}

/** Undefined where not even the classes are few enough. */
function packed(
  { scores, answerBySample, rows, error }: Evaluation,
  test: Dataset,
  model: Model,
  output: OpTensor,
  teacher: { readonly testAnswers?: string } | undefined,
): ModelReport['predictions'] {
  const { count: samples, labels, targets } = judgedSet(test);
  const wanted =
    targets && taskOf(test) === 'multi-label' ? Uint16Array.from(targets, (one) => Number(one > 0)) : labels;
  if (!canBePacked(wanted.length, 'uint16')) return undefined;
  const { threshold } = testSetOf(test, model);
  const own = teacher?.testAnswers === undefined ? undefined : uint16OfBase64(teacher.testAnswers, samples);
  const common = {
    ...{ samples, ...secondsOf(test) },
    ...(threshold !== undefined && { threshold }),
    ...(wanted.length > 0 && { labels: Uint16Array.from(wanted) }),
    ...(own && { teacher: own }),
  };
  const pack = (predictions: Predictions, packing: Packing) =>
    canBePacked(predictions.values.length, packing.type) ? packPredictions(predictions, packing) : undefined;
  if (error) return pack({ kind: 'errors', width: 2, values: rows, ...common }, { type: 'float64' });
  const all = scores?.every(Number.isFinite) ? scores : undefined;
  const areLogits = taskOf(test) === 'classify' && outputProducer(model).operator?.code !== 'SOFTMAX';
  const whole =
    all &&
    pack(
      { kind: 'scores', width: all.length / samples, values: all, ...(areLogits && { areLogits }), ...common },
      packingOf(output, test),
    );
  if (whole || !answerBySample || outputsOf(test) === 1) return whole;
  return pack({ kind: 'answers', width: 1, values: Float64Array.from(answerBySample), ...common }, { type: 'uint16' });
}

/** Integers as the model answers them; the means of several answers are none. */
function packingOf(output: OpTensor, { streams }: Dataset): Packing {
  if (streams) return { type: 'float64' };
  const types = { INT8: 'int8', UINT8: 'uint8', INT16: 'int16', FLOAT32: 'float32' } as const;
  const type = new Map<string, Packing['type']>(Object.entries(types)).get(output.type) ?? 'float64';
  if (type === 'float32' || type === 'float64') return { type };
  return isQuantized(output) ? { type, scale: scaleOf(output), zeroPoint: zeroPointOf(output) } : { type };
}

function secondsOf(test: Dataset): Pick<Predictions, 'seconds' | 'secondsByClass'> {
  const { seconds, streams, labels, classes } = test;
  if (seconds === undefined) return {};
  if (!streams || streams.params.answer === 'each') return { seconds };
  const recordings = startsOf(streams.recordings).length - 1;
  const mean = (seconds * test.count) / recordings;
  if (labels.length === 0 || classes.length > 4096) return { seconds: mean };
  const secondsByClass = classes.map(
    (_, label) => seconds * labels.reduce((sum, own) => sum + Number(own === label), 0),
  );
  return { seconds: mean, secondsByClass };
}
