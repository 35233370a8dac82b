// A Keras teacher, .keras or .h5: on our own kernels where they have all its layers, else on TensorFlow.js.
import { sha256Hex } from '../../base/digest.ts';
import { PATH } from '../../base/path.ts';
import { attemptLater, done, must, under } from '../../base/problem.ts';
import { MOST_MODEL_BYTES } from '../../base/read-file.ts';
import { sizeOf } from '../../base/shape.ts';
import { type Dataset, taskOf } from '../../data/dataset.ts';
import { kerasNetwork } from '../../keras/network.ts';
import { type KerasModel, readKeras } from '../../keras/read.ts';
import { createForward } from '../../nn/forward.ts';
import type { Network } from '../../nn/network/network.ts';
import { macsOf } from '../../nn/network/work.ts';
import { logitsOf } from '../../student/evaluate.ts';
import { checkOutputs } from '../answers-of.ts';
import { tensorFlowFor } from '../engines.ts';
import { readsInFront } from '../final-activation.ts';
import { translateModel } from '../keras/translate.ts';
import { layerWeights } from '../keras/weights.ts';
import type { Questions, TeacherAnswers, TeacherKind } from '../kind.ts';
import { liveNetwork } from '../live-network.ts';
import { askLoaded, type LoadedModel, reviveLoaded } from '../loaded-model.ts';
import { checkLayers, withoutFinalActivation } from '../tfjs/layers.ts';

export const keras = {
  schema: { ...PATH, description: 'A .keras or .h5 file of Keras, that answers the training samples here.' },
  mostBytes: MOST_MODEL_BYTES,
  files: (path: string) => path,
  answer: async (questions, path: string) =>
    under(
      'keras',
      await attemptLater(async () => {
        const { bytes, model, network } = await open(path, questions);
        return network
          ? askNetwork(network, bytes, questions)
          : askLoaded(await load(model, bytes, questions), questions);
      }),
    ),
  live: async (questions, path: string, state) =>
    under(
      'keras',
      await attemptLater(async () => {
        const { bytes, model, network } = await open(path, questions);
        if (network) return liveNetwork(network, questions.makeKernels);
        return reviveLoaded(await load(model, bytes, questions), questions, state);
      }),
    ),
} as const satisfies TeacherKind;

/** Inside an attempt. `network`: where our own kernels have all its layers. */
async function open(path: string, { read, train }: Questions) {
  const bytes = must(await read(path));
  const model = must(readKeras(bytes));
  return { bytes, model, network: ownNetwork(model, train) };
}

/** Undefined where it has a layer that isn't ours, or answers a regression from 0 to 1. */
function ownNetwork(model: KerasModel, train: Dataset): Network | undefined {
  const network = kerasNetwork(model, train.shape);
  if (!network.ok) return undefined;
  const { kind } = network.value.nodes[network.value.nodes.length - 1];
  if (kind !== 'softmax' && kind !== 'sigmoid') return network.value;
  return readsInFront(kind, taskOf(train), kind) ? network.value : undefined;
}

/** The same bits on every machine. */
function askNetwork(network: Network, bytes: Uint8Array, questions: Questions): TeacherAnswers {
  const { train, test, makeKernels, spend = () => done(undefined) } = questions;
  checkOutputs(sizeOf(network.nodes[network.nodes.length - 1].outputShape), train);
  must(spend((train.count + (test?.count ?? 0)) * macsOf(network)));
  const { infer } = createForward(network, makeKernels);
  return {
    engine: "kd-gate's float kernels",
    train: logitsOf(infer, train),
    ...(test && { test: logitsOf(infer, test) }),
    digests: { teacher: sha256Hex(bytes) },
    live: liveNetwork(network, makeKernels),
  };
}

async function load({ config, weights }: KerasModel, bytes: Uint8Array, questions: Questions): Promise<LoadedModel> {
  checkLayers(config);
  const { model, isInFront } = withoutFinalActivation(translateModel(config), taskOf(questions.train));
  const { name, layersModel } = must(await tensorFlowFor(questions));
  const running = must(await layersModel(model, layerWeights(weights)));
  return { model: running, isInFront, engine: name, digests: { teacher: sha256Hex(bytes) } };
}
