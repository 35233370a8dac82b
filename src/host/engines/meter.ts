// Counts what the kernels of TensorFlow.js compute, before they do, and stops a model that asks for too much at once.
import type * as core from '@tensorflow/tfjs-core';
import { sizeOf } from '../../base/shape.ts';

/** Of one call: half a minute of TensorFlow.js' WASM kernels. */
const MOST_MACS = 3e11;
/** Of one tensor: 1 GiB in float32. */
const MOST_VALUES = 2 ** 28;

interface Meter {
  reset(): void;
  /** Since `reset`. */
  macs(): number;
}

type Shapes = Readonly<Record<string, readonly number[] | undefined>>;

/** Puts itself around each kernel of the backend that is set; once for each engine. */
export function meterKernels(tf: typeof core): Meter {
  let macs = 0;
  const backend = tf.getBackend();
  for (const config of [...tf.getKernelsForBackend(backend)]) {
    tf.unregisterKernel(config.kernelName, backend);
    tf.registerKernel({
      ...config,
      kernelFunc(params) {
        macs += macsOf(config.kernelName, shapesOf(params.inputs), params.attrs);
        if (macs > MOST_MACS) throw new Error(`it needs more than ${MOST_MACS} multiply-accumulates at once`);
        return config.kernelFunc(params);
      },
    });
  }
  boundTensors(tf);
  return {
    reset() {
      macs = 0;
    },
    macs: () => macs,
  };
}

/** Operators that repeat, pad or fill make large tensors of small ones. */
function boundTensors(tf: typeof core): void {
  const backend = tf.backend() as unknown as { makeOutput?: (shape: number[], ...more: unknown[]) => unknown };
  const original = backend.makeOutput;
  if (!original) return;
  backend.makeOutput = function (shape, ...more) {
    const values = sizeOf(shape);
    if (!(values <= MOST_VALUES))
      throw new Error(`one of its tensors has ${values} values; ${MOST_VALUES} are the most`);
    return original.call(this, shape, ...more);
  };
}

function shapesOf(inputs: core.NamedTensorInfoMap): Shapes {
  return Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, tensor?.shape]));
}

/** At most: a convolution is counted at each position of its input, divided by its strides. */
function macsOf(kernel: string, { x, filter, a, b, dy, ...others }: Shapes, attrs: core.NamedAttrMap = {}): number {
  if (/^(_?Fused)?(BatchMatMul|_?MatMul)$|^_FusedMatMul$/.test(kernel) && a && b) {
    return sizeOf(a) * (b[attrs.transposeB ? b.length - 2 : b.length - 1] ?? 1);
  }
  const input = x ?? dy;
  if (/Conv/.test(kernel) && input && filter) {
    const positions = sizeOf(input.slice(0, -1));
    const strides = dy ? [] : [attrs.strides].flat().filter((stride) => typeof stride === 'number');
    const divisor = strides.length === 1 ? strides[0] ** (input.length - 2) : strides.reduce((all, s) => all * s, 1);
    return (positions * sizeOf(filter)) / Math.max(1, divisor);
  }
  return Object.values({ x, filter, a, b, dy, ...others }).reduce((sum, shape) => sum + (shape ? sizeOf(shape) : 0), 0);
}
