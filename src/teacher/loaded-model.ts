// A teacher that TensorFlow.js runs: its answers to the data, and to any sample while a student trains.
import { sizeOf } from '../base/shape.ts';
import { gather } from '../data/dataset.ts';
import { answersOf, checkInput, checkOutputs } from './answers-of.ts';
import type { SyncModel } from './engines.ts';
import { engineText, logsOfProbabilities } from './final-activation.ts';
import type { Questions, TeacherAnswers } from './kind.ts';
import type { LiveTeacher } from './live.ts';

export interface LoadedModel {
  readonly model: SyncModel;
  /** Its answers are read in front of its activation. */
  readonly isInFront: boolean;
  /** For the report. */
  readonly engine: string;
  /** SHA-256 of its files, by role. */
  readonly digests: TeacherAnswers['digests'];
}

/** Leaves the enclosing attempt where model and data don't fit. */
export async function askLoaded(loaded: LoadedModel, questions: Questions): Promise<TeacherAnswers> {
  const { model, isInFront, engine, digests } = loaded;
  const macs = macsOfSample(model, questions);
  const { isSoftmaxed, ...answers } = await answersOf(model, questions, { isInFront, macs });
  const live = liveLoaded(loaded, isSoftmaxed, macs);
  return { ...answers, engine: engineText(engine, isSoftmaxed), digests, live };
}

/** `state` of `live`. */
export function reviveLoaded(loaded: LoadedModel, questions: Questions, state: Float32Array): LiveTeacher {
  return liveLoaded(loaded, state[0] === 1, macsOfSample(loaded.model, questions));
}

function liveLoaded({ model }: LoadedModel, isSoftmaxed: boolean, macs: number): LiveTeacher {
  return {
    answer(x, count) {
      const answers = model.run(x, count);
      return isSoftmaxed ? logsOfProbabilities(answers) : answers;
    },
    macs,
    state: Float32Array.of(isSoftmaxed ? 1 : 0),
  };
}

/** Asks about the first sample, after all that can be known before. */
function macsOfSample(model: SyncModel, { train }: Questions): number {
  checkInput(model.inputs, train.shape);
  const x = new Float32Array(sizeOf(train.shape));
  gather(train, [0], x);
  checkOutputs(model.run(x, 1).length, train);
  return model.macs();
}
