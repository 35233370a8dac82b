// What a user would run instead: the student in Keras from its own start, with its Adam at 1e-3 and batches of 32, on
// the labels of all training samples, for as many epochs. Batch norm's momentum (0.9; Keras has 0.99, which is slow for
// so few steps) and the order of the samples are the gate's.
import type { ReadFile } from '../../src/base/read-file.ts';
import type { ModelSpec } from '../../src/config/spec.ts';
import { loadData } from '../../src/data/load.ts';
import { LABELS_ALONE } from '../../src/nn/losses/distillation.ts';
import { buildNetwork } from '../../src/nn/network/build.ts';
import { settle } from '../../src/student/auto.ts';
import { must } from '../must.ts';
import { epochOrder } from './order.ts';
import { KERAS, startPeer } from './peer.ts';
import { samplesOf } from './task.ts';

const ADAM = { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
const BATCH = 32;

export interface PlainKeras {
  readonly name: string;
  /** On the test set, in %. */
  accuracy(seed: number): Promise<number>;
  stop(): void;
}

/** Undefined, which is told, where there is no Keras. */
export async function startPlainKeras(model: ModelSpec, read: ReadFile): Promise<PlainKeras | undefined> {
  const { train, test } = must(await loadData(model.data, read));
  if (!train || !test || !model.student.layers) throw new Error('the spec needs data to train and to test, and layers');
  const sets = { train: samplesOf(train), test: samplesOf(test) };
  const peer = await startPeer(KERAS, (reason) => console.error(`not compared: ${reason}`));
  if (!peer) return undefined;
  const { layers } = model.student;
  return {
    name: peer.name,
    async accuracy(seed) {
      const network = must(buildNetwork(train.shape, layers, seed, 'student'));
      const { epochs } = settle(model.distill, train.count);
      const steps = epochOrder({ samples: train.count, batch: BATCH, epochs, seed });
      const rates = steps.map(() => ADAM.learningRate);
      const training = { network, ...sets, steps, rates, optimizer: { adam: ADAM }, ...LABELS_ALONE };
      const { correct } = await peer.train(training, { ownStart: seed, ownEpsilon: true });
      return (100 * correct) / test.count;
    },
    stop: peer.stop,
  };
}
