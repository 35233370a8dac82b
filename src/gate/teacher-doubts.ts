// What looks wrong with a teacher's answers to the training samples, before a student learns from them.
import { listFirst } from '../base/one-of.ts';
import { type Dataset, hasClasses, outputsOf, taskOf } from '../data/dataset.ts';
import { formatShare } from '../report/format.ts';
import { answerOf, countCorrect } from '../student/evaluate.ts';
import { areProbabilities } from '../teacher/final-activation.ts';
import { bestOrder } from './best-order.ts';
import { isGuessing } from './guesses.ts';

/** The assignment takes the third power of them. */
const MOST_CLASSES = 256;
/** Of answers that are right in another order, and by how much more than in this one. */
const LEAST_SHARE = 0.5;
const LEAST_RISE = 0.2;
const MOST_NAMED = 5;

/** One sentence each, with its remedy; none for tasks without classes. `logits`: [train.count, classes]. */
export function teacherDoubts(train: Dataset, logits: Float32Array): readonly string[] {
  const classes = outputsOf(train);
  if (taskOf(train) !== 'classify' || !hasClasses(train) || classes < 2) return [];
  const share = countCorrect(logits, train.labels).correct / train.count;
  const orders = orderDoubts(train, logits, share);
  return [
    ...(areProbabilities(logits, classes) ? [SOFTMAXED] : []),
    ...orders,
    ...(orders.length === 0 ? chanceDoubts(train, share) : []),
  ];
}

const SOFTMAXED =
  "the teacher's answers are probabilities, since each row adds up to 1, and no logits; " +
  'save what stands in front of the softmax, or numpy.log of them';

function chanceDoubts(train: Dataset, share: number): string[] {
  if (!isGuessing({ accuracy: { correct: share, total: 1 } }, train)) return [];
  const found = `the teacher answers ${formatShare(share)} of the training samples right, no better than guessing`;
  return [`${found}; are its answers in the order of the samples, and its classes in that of data.classes?`];
}

/** `share`: of right answers as they are. */
function orderDoubts({ labels, classes: names, count }: Dataset, logits: Float32Array, share: number): string[] {
  const classes = logits.length / count;
  if (classes > MOST_CLASSES || labels.length !== count) return [];
  // hits[i][c]: samples of class c that the teacher answers with its output i.
  const hits = Array.from({ length: classes }, () => new Int32Array(classes));
  for (let n = 0; n < count; n++) hits[answerOf(logits, n, classes)][labels[n]]++;
  const order = bestOrder(hits);
  const right = order.reduce((sum, c, i) => sum + hits[i][c], 0) / count;
  if (right < LEAST_SHARE || right - share < LEAST_RISE) return [];
  const moved = order.flatMap((c, i) => (c === i ? [] : [`${i} is ${names[c]}`]));
  const found = `the teacher answers ${formatShare(share)} of the training samples right, and ${formatShare(right)}`;
  const which = `if its classes come in another order (its output ${listFirst(moved, MOST_NAMED)})`;
  return [`${found} ${which}; put its outputs, or data.classes, into one order`];
}
