// A teacher that is trained here on the labels.
import { done, type Outcome } from '../../base/problem.ts';
import { buildNetwork } from '../../nn/network/build.ts';
import { logitsOf } from '../../student/evaluate.ts';
import { trainNetwork } from '../../student/train.ts';
import type { Answered, Source } from '../source.ts';

/** It holds out the samples that the student holds out, so that neither has learned from those that choose the student's epoch. */
export const layers: Source = async (input) => {
  const { params, train, test, seed, makeTrainer, onProgress } = input;
  const built = buildNetwork(train.shape, params.layers ?? [], seed, 'teacher');
  if (!built.ok) return built;
  const network = built.value;
  const loss = { distillation: { alpha: 1, temperature: 1 } };
  const trained = await trainNetwork({ network, train, loss, params: params.train, seed, makeTrainer, onProgress });
  if (!trained.ok) return insideTrain(trained);
  const { bestEpoch, history } = trained.value;
  const { batch, optimizer } = params.train;
  const trainer = await makeTrainer({ network: trained.value.network, batch, optimizer, loss, seed });
  try {
    const infer = (x: Float32Array, count: number) => trainer.infer(x, count);
    return done<Answered>({
      engine: `trained here, epoch ${bestEpoch} of ${history.length}`,
      train: logitsOf(infer, train),
      test: logitsOf(infer, test),
      digests: {},
    });
  } finally {
    trainer.close();
  }
};

/** Paths of training problems start inside `train:`, but for those of the layers. */
function insideTrain(outcome: Extract<Outcome<unknown>, { ok: false }>): Outcome<never> {
  const problems = outcome.problems.map((problem) => {
    const path = problem.place?.path;
    if (path === undefined || path.startsWith('layers')) return problem;
    return { ...problem, place: { ...problem.place, path: `train.${path}` } };
  });
  return { ok: false, problems };
}
