// A TensorFlow.js teacher: model.json of a layers or a graph model, and its weights beside it.
import { sha256Hex, sha256OfFile } from '../../base/digest.ts';
import { PATH } from '../../base/path.ts';
import { attemptLater, must, reject, under } from '../../base/problem.ts';
import { taskOf } from '../../data/dataset.ts';
import { isObject, type JsonObject, objectOf } from '../../keras/json.ts';
import { tensorFlowFor } from '../engines.ts';
import { MOST_JSON_BYTES, readJsonObject } from '../json.ts';
import type { Questions, TeacherKind } from '../kind.ts';
import { askLoaded, type LoadedModel, reviveLoaded } from '../loaded-model.ts';
import { graphAnswer } from '../tfjs/graph.ts';
import { checkLayers, withoutFinalActivation } from '../tfjs/layers.ts';
import { readWeights } from '../tfjs/weights.ts';

export const tfjs = {
  schema: {
    ...PATH,
    description: 'model.json of TensorFlow.js, a layers or a graph model, that answers the training samples here.',
  },
  // Of model.json alone; the weights lie beside it.
  mostBytes: MOST_JSON_BYTES,
  files: (path: string) => path,
  answer: async (questions, path: string) =>
    under('tfjs', await attemptLater(async () => askLoaded(await load(path, questions), questions))),
  live: async (questions, path: string, state) =>
    under('tfjs', await attemptLater(async () => reviveLoaded(await load(path, questions), questions, state))),
} as const satisfies TeacherKind;

async function load(path: string, questions: Questions): Promise<LoadedModel> {
  const bytes = must(await questions.read(path));
  const file = readJsonObject(bytes, 'model.json');
  const { modelTopology, format, weightsManifest } = file;
  if (!isObject(modelTopology)) {
    return reject('teacher/model', 'model.json has no modelTopology; export it with tensorflowjs or model.save');
  }
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const weights = await readWeights(weightsManifest, folder, questions.read);
  const digests = { teacher: sha256Hex(bytes), teacherWeights: await sha256OfFile(weights.bytes) };
  const isGraph = format === 'graph-model' || Array.isArray(modelTopology.node);
  const task = taskOf(questions.train);
  if (isGraph) {
    const { output, isInFront } = graphAnswer(modelTopology, signatureOf(file), task);
    const { name, graphModel } = must(await tensorFlowFor(questions));
    return { model: must(await graphModel(modelTopology, weights, output)), isInFront, engine: name, digests };
  }
  const topology = isObject(modelTopology.model_config) ? modelTopology.model_config : modelTopology;
  checkLayers(topology);
  const { model, isInFront } = withoutFinalActivation(topology, task);
  const { name, layersModel } = must(await tensorFlowFor(questions));
  return { model: must(await layersModel(model, weights)), isInFront, engine: name, digests };
}

/** Older files have it among what the converter's caller adds. */
function signatureOf({ signature, userDefinedMetadata }: JsonObject): JsonObject {
  return isObject(signature) ? signature : objectOf(objectOf(userDefinedMetadata).signature);
}
