// Which constants of a model TFLM_DECODE may unpack: weights and biases that nothing but layers reads, and that no
// layer reads before the first Invoke.
import { attempt, type Outcome, reject } from '../../base/problem.ts';
import { sizeOf } from '../../base/shape.ts';
import { type Model, OFFLINE_PLAN, type Subgraph } from '../../tflite/model.ts';
import { type BuiltinOperator, bytesOfElements } from '../../tflite/schema.ts';

/** Weights and bias among the inputs of operators that don't look at them in Prepare; SVDF and LSTM of CMSIS-NN do. */
const WEIGHT_INPUTS: ReadonlyMap<BuiltinOperator, readonly number[]> = new Map([
  ['CONV_2D', [1, 2]],
  ['DEPTHWISE_CONV_2D', [1, 2]],
  ['FULLY_CONNECTED', [1, 2]],
  // The shape of the output comes first, then weights, input and bias.
  ['TRANSPOSE_CONV', [1, 3]],
]);

export interface TensorPlace {
  readonly subgraph: number;
  readonly tensor: number;
}

/** Data that all its tensors can be without. Mostly it is one tensor's; converters let equal ones share it. */
export interface WeightBuffer {
  readonly buffer: number;
  readonly tensors: readonly TensorPlace[];
}

/** In the order of the model's buffers. Problem: `compress/offline-plan`. */
export function weightBuffersOf(model: Model): Outcome<readonly WeightBuffer[]> {
  return attempt(() => {
    if (model.metadata.some(({ name }) => name === OFFLINE_PLAN)) {
      reject(
        'compress/offline-plan',
        `the model brings its own memory plan (${OFFLINE_PLAN}), which would not fit more tensors; leave the plan out`,
      );
    }
    const users = tensorsByBuffer(model);
    const others = new Set([0, ...model.metadata.map(({ buffer }) => buffer)]);
    const areWeights = model.subgraphs.map(weightsOf);
    return [...users]
      .filter(([buffer, tensors]) => {
        const isFree = !others.has(buffer) && model.buffers[buffer].length > 0;
        return (
          isFree && tensors.every((place) => areWeights[place.subgraph].has(place.tensor) && isWhole(model, place))
        );
      })
      .map(([buffer, tensors]) => ({ buffer, tensors }))
      .sort((a, b) => a.buffer - b.buffer);
  });
}

function tensorsByBuffer({ subgraphs }: Model): ReadonlyMap<number, readonly TensorPlace[]> {
  const users = new Map<number, TensorPlace[]>();
  for (const [subgraph, { tensors }] of subgraphs.entries()) {
    for (const [tensor, { buffer }] of tensors.entries()) {
      const list = users.get(buffer);
      if (list) list.push({ subgraph, tensor });
      else users.set(buffer, [{ subgraph, tensor }]);
    }
  }
  return users;
}

/** Tensors that are read as weights only, and that the subgraph neither takes, gives nor writes. */
function weightsOf({ tensors, operators, inputs, outputs }: Subgraph): ReadonlySet<number> {
  const [weights, others] = [new Set<number>(), new Set([...inputs, ...outputs])];
  for (const operator of operators) {
    const places = WEIGHT_INPUTS.get(operator.code) ?? [];
    for (const [i, tensor] of operator.inputs.entries()) (places.includes(i) ? weights : others).add(tensor);
    for (const tensor of operator.outputs) others.add(tensor);
  }
  return new Set([...weights].filter((i) => i >= 0 && !others.has(i) && !tensors[i].isVariable));
}

/** Not sparse, nor with anything behind it. */
function isWhole({ subgraphs, buffers }: Model, { subgraph, tensor }: TensorPlace): boolean {
  const { type, shape, buffer } = subgraphs[subgraph].tensors[tensor];
  return !shape.includes(-1) && bytesOfElements(type, sizeOf(shape)) === buffers[buffer].length;
}
