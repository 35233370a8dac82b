// A teacher that is trained here on the labels.
import type { FromSchema } from 'json-schema-to-ts';
import { attempt, attemptLater, done, must, type Outcome, withProblems } from '../../base/problem.ts';
import { macsOfAugment } from '../../data/augment/augment.ts';
import { type Dataset, outputsOf } from '../../data/dataset.ts';
import { buildSection, inSection, type NetworkSection } from '../../nn/architectures/expand.ts';
import { layerEnds } from '../../nn/network/layer-ends.ts';
import type { Network } from '../../nn/network/network.ts';
import { withNumbers } from '../../nn/network/numbers.ts';
import { macsOf, PASSES_A_STEP } from '../../nn/network/work.ts';
import { LAYERS_SCHEMA } from '../../nn/params.ts';
import { withEpochs } from '../../student/epochs.ts';
import { logitsOf } from '../../student/evaluate.ts';
import { TRAINING_SCHEMA, type TrainingSection } from '../../student/params.ts';
import { lossFor } from '../../student/task-loss.ts';
import { trainNetwork } from '../../student/train.ts';
import type { Questions, TeacherAnswers, TeacherKind } from '../kind.ts';
import { liveNetwork } from '../live-network.ts';

const SCHEMA = { ...LAYERS_SCHEMA, description: 'A network that is trained here on the labels first.' } as const;
type Layers = FromSchema<typeof SCHEMA>;

/** Of a teacher that is the only one. */
const STREAM = 'teacher';

/** Beside `layers` and `arch`. */
export const TRAINING_SIBLINGS = {
  train: { ...TRAINING_SCHEMA, description: 'How a teacher of `layers` or `arch` is trained.' },
} as const;

export const layers = {
  schema: SCHEMA,
  siblings: TRAINING_SIBLINGS,
  files: () => ({}),
  shapes: (value: Layers, train) => sectionShapes({ layers: value }, train),
  answer: (questions, value: Layers, section: { readonly train: TrainingSection }) =>
    attemptLater(() => trainTeacher(questions, { layers: value }, section.train)),
  live: async (questions, value: Layers, state) => reviveNetwork(questions, { layers: value }, state),
} as const satisfies TeacherKind;

/**
 * It holds out the samples that the student holds out, so that neither has learned from those that choose the student's
 * epoch.
 */
export async function trainTeacher(
  questions: Questions,
  section: NetworkSection,
  settings: TrainingSection,
): Promise<TeacherAnswers> {
  const params = withEpochs(settings, questions.train.count);
  const { train, test, seed, makeTrainer, checkpoints, onProgress, spend = () => done(undefined) } = questions;
  const network = networkOf(questions, section);
  const macs = PASSES_A_STEP * macsOf(network) + macsOfAugment(params.augment, train.shape);
  const asked = train.count + (test?.count ?? 0);
  must(spend(params.epochs * train.count * macs + asked * macsOf(network)));
  const loss = lossFor(train, params, false);
  const own = checkpoints?.(questions.stream ?? STREAM);
  const input = { network, train, loss, params, seed, makeTrainer, checkpoints: own, onProgress };
  const training = must(insideTrain(inSection(section, await trainNetwork(input))));
  const { bestEpoch, history } = training;
  const { batch, optimizer } = params;
  const trainer = await makeTrainer({ network: training.network, batch, optimizer, loss, seed });
  try {
    const infer = (x: Float32Array, count: number) => trainer.infer(x, count);
    return {
      engine: `trained here, epoch ${bestEpoch} of ${history.length}`,
      train: logitsOf(infer, train),
      ...(test && { test: logitsOf(infer, test) }),
      digests: {},
      live: liveNetwork(training.network, questions.makeKernels),
    };
  } finally {
    trainer.close();
  }
}

/** The shapes of a trained section's layers, by name. */
export function sectionShapes(section: NetworkSection, train: Dataset) {
  return attempt(() => {
    const task = { inputShape: train.shape, classes: outputsOf(train) };
    const ends = layerEnds(must(buildSection(section, task, 0, STREAM)));
    return new Map([...ends].map(([name, end]) => [name, end.shape]));
  });
}

function networkOf({ train, seed, stream = STREAM }: Questions, section: NetworkSection): Network {
  return must(buildSection(section, { inputShape: train.shape, classes: outputsOf(train) }, seed, stream));
}

/** The trained network again from its numbers; undefined where they are another's. */
export function reviveNetwork(questions: Questions, section: NetworkSection, state: Float32Array) {
  return attempt(() => {
    const trained = withNumbers(networkOf(questions, section), state);
    return trained && liveNetwork(trained, questions.makeKernels);
  });
}

/** Paths of training problems start inside `train:`, but for those of the layers. */
function insideTrain<T>(outcome: Outcome<T>): Outcome<T> {
  return withProblems(outcome, (problem) => {
    const path = problem.place?.path;
    if (path === undefined || path.startsWith('layers') || path.startsWith('arch')) return problem;
    return { ...problem, place: { ...problem.place, path: `train.${path}` } };
  });
}
