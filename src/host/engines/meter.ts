// Counts what the kernels of TensorFlow.js compute, before they do, and stops a model that asks for too much at once.
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type * as core from '@tensorflow/tfjs-core';
import { sizeOf } from '../../base/shape.ts';

/** Of one call: half a minute of TensorFlow.js' WASM kernels. */
const MOST_MACS = 3e11;
/** Of one tensor: 512 MiB in float32. */
const MOST_VALUES = 2 ** 27;
/** Of all tensors that are there at the same time, weights too. */
const MOST_BYTES = 2 ** 30;
/** As many multiply-accumulates take as long as a tensor that is made, whatever its size, and as one of its values. */
const [MACS_OF_TENSOR, MACS_OF_VALUE] = [300_000, 30];
/** And as one that `Tile` writes, which is not in WebAssembly, or `Range`. */
const MACS_OF_TILED = 3000;
/** Samples of a batch share the calls, of which so many are told by nobody: some thousand. */
const [SHARED_BY, UNTOLD] = [64, 3e9];

interface Meter {
  reset(): void;
  /** Since `reset`: of one sample in a batch, with what its many small steps take. */
  macs(): number;
}

type Shapes = Readonly<Record<string, readonly number[] | undefined>>;

/** Puts itself around each kernel of the backend that is set; once for each engine. */
export function meterKernels(tf: typeof core): Meter {
  let [macs, overhead] = [0, 0];
  const spend = () => {
    if (macs + overhead > MOST_MACS)
      throw new Error(`it takes as long at once as more than ${MOST_MACS} multiply-accumulates`);
  };
  const backend = tf.getBackend();
  for (const config of [...tf.getKernelsForBackend(backend)]) {
    tf.unregisterKernel(config.kernelName, backend);
    tf.registerKernel({
      ...config,
      kernelFunc(params) {
        macs += macsOf(config.kernelName, shapesOf(params.inputs), params.attrs);
        overhead += MACS_OF_TENSOR + hiddenWork(config.kernelName, params);
        spend();
        return config.kernelFunc(params);
      },
    });
  }
  boundTensors(tf, (values) => {
    overhead += MACS_OF_TENSOR + MACS_OF_VALUE * values;
    spend();
  });
  return {
    reset() {
      [macs, overhead] = [0, 0];
    },
    macs: () => macs + Math.round(Math.max(0, overhead - UNTOLD) / SHARED_BY),
  };
}

/** Operators that repeat, pad or fill make large tensors of small ones. */
function boundTensors(tf: typeof core, made: (values: number) => void): void {
  const backend: core.KernelBackend & Partial<Pick<BackendWasm, 'makeOutput'>> = tf.backend();
  const original = backend.makeOutput;
  if (!original) return;
  backend.makeOutput = function (shape, ...more) {
    const values = sizeOf(shape);
    if (!(values <= MOST_VALUES))
      throw new Error(`one of its tensors has ${values} values; ${MOST_VALUES} are the most`);
    const bytes = tf.memory().numBytes + 4 * values;
    if (bytes > MOST_BYTES)
      throw new Error(`its tensors take ${bytes} bytes at the same time; ${MOST_BYTES} are the most`);
    made(values);
    return original.call(this, shape, ...more);
  };
}

/** What the WASM kernels do in JavaScript: they copy their whole input for each part that they take out of it. */
function hiddenWork(kernel: string, { inputs, attrs = {} }: Parameters<core.KernelFunc>[0]): number {
  if (kernel === 'Range')
    return MACS_OF_TILED * Math.abs((Number(attrs.stop) - Number(attrs.start)) / Number(attrs.step));
  if (kernel === 'LinSpace') return MACS_OF_TILED * Number(attrs.num);
  const { value, x = value } = shapesOf(inputs);
  if (!x) return 0;
  if (kernel === 'Unpack') return MACS_OF_VALUE * sizeOf(x) * (x[Number(attrs.axis)] ?? 1);
  if (kernel === 'SplitV') return MACS_OF_VALUE * sizeOf(x) * [attrs.numOrSizeSplits].flat().length;
  if (kernel === 'Tile') return MACS_OF_TILED * sizeOf(x) * sizeOf([attrs.reps].flat().map(Number));
  return 0;
}

function shapesOf(inputs: core.NamedTensorInfoMap): Shapes {
  return Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, tensor?.shape]));
}

/** At most: a convolution is counted at each position of its input, divided by its strides. */
function macsOf(kernel: string, shapes: Shapes, attrs: core.NamedAttrMap = {}): number {
  const { x, filter, a, b, dy } = shapes;
  if ((kernel === 'BatchMatMul' || kernel === '_FusedMatMul') && a && b) {
    return sizeOf(a) * (b[attrs.transposeB ? b.length - 2 : b.length - 1] ?? 1);
  }
  const input = x ?? dy;
  if (/Conv/.test(kernel) && input && filter) {
    const positions = sizeOf(input.slice(0, -1));
    const strides = dy ? [] : [attrs.strides].flat().filter((stride) => typeof stride === 'number');
    const divisor = strides.length === 1 ? strides[0] ** (input.length - 2) : strides.reduce((all, s) => all * s, 1);
    return (positions * sizeOf(filter)) / Math.max(1, divisor);
  }
  return Object.values(shapes).reduce<number>((sum, shape) => sum + (shape ? sizeOf(shape) : 0), 0);
}
