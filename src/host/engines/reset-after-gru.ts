// A GRU as Keras has it by default (keras/src/layers/rnn/gru.py, reset_after): TensorFlow.js has only the other.
import type * as core from '@tensorflow/tfjs-core';
import type * as layers from '@tensorflow/tfjs-layers';
import { RESET_AFTER_GRU } from '../../teacher/engines.ts';
import type { TensorFlowParts } from './tensorflow.ts';

interface GruConfig {
  readonly name?: string;
  readonly units: number;
  readonly useBias: boolean;
  readonly activation: string;
  readonly recurrentActivation: string;
}

/** So that a model's configuration can name it. */
export function registerResetAfterGru({ core: tf, layers: { layers: api } }: TensorFlowParts): void {
  const activate = (activation: string, x: core.Tensor): core.Tensor => {
    const result = api.activation({ activation: activation as 'tanh' }).call(x, {});
    return Array.isArray(result) ? result[0] : result;
  };
  class ResetAfterGruCell extends api.RNNCell {
    static readonly className = `${RESET_AFTER_GRU}Cell`;
    readonly stateSize: number;
    private readonly config: GruConfig;

    constructor(config: GruConfig) {
      super({ name: config.name });
      this.config = config;
      this.stateSize = config.units;
    }

    override build(inputShape: layers.Shape | layers.Shape[]): void {
      const gates = 3 * this.stateSize;
      this.addWeight('kernel', [Number(inputShape[inputShape.length - 1]), gates]);
      this.addWeight('recurrent_kernel', [this.stateSize, gates]);
      if (this.config.useBias) this.addWeight('bias', [2, gates]);
      this.built = true;
    }

    /** [inputs, state] to [output, state] */
    override call(inputs: core.Tensor | core.Tensor[]): core.Tensor[] {
      const { activation, recurrentActivation } = this.config;
      return tf.tidy(() => {
        const [x, state] = Array.isArray(inputs) ? inputs : [inputs];
        const [kernel, recurrentKernel, bias] = this.weights.map((weight) => weight.read());
        const [ofInput, ofState] = bias ? tf.unstack(bias) : [tf.scalar(0), tf.scalar(0)];
        const [xz, xr, xh] = tf.split(tf.add(tf.matMul(x, kernel), ofInput), 3, 1);
        const [hz, hr, hh] = tf.split(tf.add(tf.matMul(state, recurrentKernel), ofState), 3, 1);
        const update = activate(recurrentActivation, tf.add(xz, hz));
        const reset = activate(recurrentActivation, tf.add(xr, hr));
        const candidate = activate(activation, tf.add(xh, tf.mul(reset, hh)));
        const next = tf.add(tf.mul(update, state), tf.mul(tf.sub(1, update), candidate));
        return [next, next];
      });
    }

    override getConfig(): core.serialization.ConfigDict {
      return { ...super.getConfig(), ...this.config };
    }
  }
  class ResetAfterGru extends api.RNN {
    static override readonly className: string = RESET_AFTER_GRU;

    constructor(config: GruConfig) {
      super({ ...config, cell: new ResetAfterGruCell(config) });
    }

    static override fromConfig<T extends core.serialization.Serializable>(
      own: core.serialization.SerializableConstructor<T>,
      config: core.serialization.ConfigDict,
    ): T {
      return new own(config);
    }
  }
  tf.serialization.registerClass(ResetAfterGru);
}
