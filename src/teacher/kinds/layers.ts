// A teacher that is trained here on the labels.
import type { FromSchema } from 'json-schema-to-ts';
import { attemptLater, done, must, type Outcome, withProblems } from '../../base/problem.ts';
import { buildNetwork } from '../../nn/network/build.ts';
import { macsOf, PASSES_A_STEP } from '../../nn/network/work.ts';
import { LAYERS_SCHEMA } from '../../nn/params.ts';
import { logitsOf } from '../../student/evaluate.ts';
import { TRAINING_SCHEMA, type TrainingParams } from '../../student/params.ts';
import { lossFor } from '../../student/task-loss.ts';
import { trainNetwork } from '../../student/train.ts';
import type { Questions, TeacherAnswers, TeacherKind } from '../kind.ts';

const SCHEMA = { ...LAYERS_SCHEMA, description: 'A network that is trained here on the labels first.' } as const;
type Layers = FromSchema<typeof SCHEMA>;

export const layers = {
  schema: SCHEMA,
  siblings: { train: { ...TRAINING_SCHEMA, description: 'How a teacher of `layers` is trained.' } },
  files: () => ({}),
  answer: (questions, value: Layers, section: { readonly train: TrainingParams }) =>
    attemptLater(() => trainTeacher(questions, value, section.train)),
} as const satisfies TeacherKind;

/**
 * It holds out the samples that the student holds out, so that neither has learned from those that choose the student's
 * epoch.
 */
async function trainTeacher(questions: Questions, layers: Layers, params: TrainingParams): Promise<TeacherAnswers> {
  const { train, test, seed, makeTrainer, onProgress, spend = () => done(undefined) } = questions;
  const network = must(buildNetwork(train.shape, layers, seed, 'teacher'));
  must(spend(PASSES_A_STEP * params.epochs * train.count * macsOf(network)));
  const loss = lossFor(train, params, false);
  const training = must(
    insideTrain(await trainNetwork({ network, train, loss, params, seed, makeTrainer, onProgress })),
  );
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
    };
  } finally {
    trainer.close();
  }
}

/** Paths of training problems start inside `train:`, but for those of the layers. */
function insideTrain<T>(outcome: Outcome<T>): Outcome<T> {
  return withProblems(outcome, (problem) => {
    const path = problem.place?.path;
    if (path === undefined || path.startsWith('layers')) return problem;
    return { ...problem, place: { ...problem.place, path: `train.${path}` } };
  });
}
