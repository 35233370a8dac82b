// A Keras teacher, .keras or .h5, run by TensorFlow.js.
import { sha256Hex } from '../../base/digest.ts';
import { PATH } from '../../base/path.ts';
import { attemptLater, must, under } from '../../base/problem.ts';
import { MOST_MODEL_BYTES } from '../../base/read-file.ts';
import { taskOf } from '../../data/dataset.ts';
import { readKeras } from '../../keras/read.ts';
import { tensorFlowFor } from '../engines.ts';
import { translateModel } from '../keras/translate.ts';
import { layerWeights } from '../keras/weights.ts';
import type { Questions, TeacherKind } from '../kind.ts';
import { askLoaded, type LoadedModel, reviveLoaded } from '../running-model.ts';
import { checkLayers, withoutFinalActivation } from '../tfjs/layers.ts';

export const keras = {
  schema: { ...PATH, description: 'A .keras or .h5 file of Keras, that answers the training samples here.' },
  mostBytes: MOST_MODEL_BYTES,
  files: (path: string) => path,
  answer: async (questions, path: string) =>
    under('keras', await attemptLater(async () => askLoaded(await load(path, questions), questions))),
  live: async (questions, path: string, state) =>
    under('keras', await attemptLater(async () => reviveLoaded(await load(path, questions), questions, state))),
} as const satisfies TeacherKind;

async function load(path: string, questions: Questions): Promise<LoadedModel> {
  const bytes = must(await questions.read(path));
  const { config, weights } = must(readKeras(bytes));
  checkLayers(config);
  const { model, isInFront } = withoutFinalActivation(translateModel(config), taskOf(questions.train));
  const { name, layersModel } = must(await tensorFlowFor(questions));
  const running = must(await layersModel(model, layerWeights(weights)));
  return { model: running, isInFront, engine: name, digests: { teacher: sha256Hex(bytes) } };
}
