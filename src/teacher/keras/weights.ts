// The weights of a Keras file in the order in which TensorFlow.js lists a layer's.
import type { KerasWeight, KerasWeights } from '../../keras/weights.ts';
import type { LayerWeights } from '../engines.ts';

/** Random layers keep a seed, which no forward pass reads. */
const SEED = /seed_generator/;

export function layerWeights(weights: KerasWeights): LayerWeights {
  return new Map([...weights].map(([layer, own]) => [layer, ordered(own.filter(({ name }) => !SEED.test(name)))]));
}

/** A Bidirectional layer: forwards first. An archive lists its parts by the alphabet. */
function ordered(weights: readonly KerasWeight[]): readonly KerasWeight[] {
  const isBackward = ({ name }: KerasWeight) => name.startsWith('backward_layer/');
  return [...weights.filter((weight) => !isBackward(weight)), ...weights.filter(isBackward)];
}
