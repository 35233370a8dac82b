// A teacher that is trained here on the labels.
import type { FromSchema } from 'json-schema-to-ts';
import { attempt, attemptLater, done, must, type Outcome, withProblems } from '../../base/problem.ts';
import { macsOfAugment } from '../../data/augment/augment.ts';
import { createForward } from '../../nn/forward.ts';
import { LABELS_ALONE } from '../../nn/losses/distillation.ts';
import { buildNetwork } from '../../nn/network/build.ts';
import type { Network } from '../../nn/network/network.ts';
import { numbersOf, withNumbers } from '../../nn/network/numbers.ts';
import { macsOf, PASSES_A_STEP } from '../../nn/network/work.ts';
import { LAYERS_SCHEMA } from '../../nn/params.ts';
import { logitsOf } from '../../student/evaluate.ts';
import { TRAINING_SCHEMA, type TrainingParams } from '../../student/params.ts';
import { trainNetwork } from '../../student/train.ts';
import type { Questions, RunningTeacher, TeacherAnswers, TeacherKind } from '../kind.ts';

const SCHEMA = { ...LAYERS_SCHEMA, description: 'A network that is trained here on the labels first.' } as const;
type Layers = FromSchema<typeof SCHEMA>;

export const layers = {
  schema: SCHEMA,
  siblings: { train: { ...TRAINING_SCHEMA, description: 'How a teacher of `layers` is trained.' } },
  files: () => ({}),
  answer: (questions, value: Layers, section: { readonly train: TrainingParams }) =>
    attemptLater(() => trainTeacher(questions, value, section.train)),
  live: async (questions, value: Layers, state) =>
    attempt(() => {
      const network = networkOf(questions, value);
      const trained = withNumbers(network, state);
      return trained && running(trained, questions);
    }),
} as const satisfies TeacherKind;

/**
 * It holds out the samples that the student holds out, so that neither has learned from those that choose the student's
 * epoch.
 */
async function trainTeacher(questions: Questions, layers: Layers, params: TrainingParams): Promise<TeacherAnswers> {
  const { train, test, seed, makeTrainer, checkpoints, onProgress, spend = () => done(undefined) } = questions;
  const network = networkOf(questions, layers);
  const macs = PASSES_A_STEP * macsOf(network) + macsOfAugment(params.augment, train.shape);
  must(spend(params.epochs * train.count * macs));
  const loss = { distillation: LABELS_ALONE };
  const training = must(
    insideTrain(await trainNetwork({ network, train, loss, params, seed, makeTrainer, checkpoints, onProgress })),
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
      live: running(training.network, questions),
    };
  } finally {
    trainer.close();
  }
}

function networkOf({ train, seed }: Questions, layers: Layers): Network {
  return must(buildNetwork(train.shape, layers, seed, 'teacher'));
}

/** Its memory is taken when it is asked first: most teachers never are. */
function running(network: Network, { makeKernels }: Questions): RunningTeacher {
  let forward: ReturnType<typeof createForward> | undefined;
  return {
    answer(x, count) {
      forward ??= createForward(network, makeKernels);
      return forward.infer(x, count);
    },
    macs: macsOf(network),
    state: numbersOf(network),
  };
}

/** Paths of training problems start inside `train:`, but for those of the layers. */
function insideTrain<T>(outcome: Outcome<T>): Outcome<T> {
  return withProblems(outcome, (problem) => {
    const path = problem.place?.path;
    if (path === undefined || path.startsWith('layers')) return problem;
    return { ...problem, place: { ...problem.place, path: `train.${path}` } };
  });
}
