// Rounds values to the levels of an integer tensor; gradients pass straight through where nothing was cut off
// (Bengio et al. 2013; Jacob et al. 2018, section 3).
import { sizeOf } from '../../base/shape.ts';
import type { Layer } from '../layers/layer.ts';
import type { NodeBase } from '../network/node.ts';
import { parameterOf, read, samples, update, write } from '../program/layer-steps.ts';

export type FakeQuantizeNode = NodeBase & {
  readonly kind: 'fakeQuantize';
  readonly parameters: {
    /** simd/levels.ts; a relu is in them. */
    readonly levels: Float32Array;
    /** [batch, 2], the least and the greatest value of each sample of a training step; absent: not wanted. */
    readonly extremes?: Float32Array;
    /** Least and greatest value that the levels were made for; absent where they are another tensor's. */
    readonly range?: Float32Array;
  };
};

/** Made of folded networks alone: kd.yaml doesn't know it. */
export const fakeQuantize: Layer<object, FakeQuantizeNode> = {
  schema: {},
  expand() {
    throw new Error('fakeQuantize is no layer of kd.yaml');
  },
  steps(site) {
    const { emit, node, training, x, y } = site;
    const size = sizeOf(node.outputShape);
    const levels = read(parameterOf(site, 'levels').value);
    const extremes = training ? site.parameter('extremes') : undefined;
    emit('fakeQuantize', samples(), read(x[0]), write(y), extremes ? write(extremes.value) : 0, levels, size);
    return ({ dy, wants, give }) => {
      if (!wants(0)) return;
      emit('fakeQuantizeBackward', samples(size), read(x[0]), read(dy), update(dy), levels);
      give(0, dy);
    };
  },
  untrained: ['levels', 'extremes', 'range'],
};
