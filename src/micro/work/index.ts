// Every operator whose work is known from its shapes; adding one is a function and its line.
import type { Model, Operator, Subgraph } from '../../tflite/model.ts';
import type { BuiltinOperator } from '../../tflite/schema.ts';
import type { Node } from '../footprints/footprint.ts';
import type { Profile } from '../profile.ts';
import { convWork, depthwiseWork } from './convolution.ts';
import { denseWork } from './dense.ts';
import {
  binaryWork,
  concatenationWork,
  meanWork,
  padWork,
  poolWork,
  reshapeWork,
  softmaxWork,
  unaryWork,
} from './elementwise.ts';
import type { Unknown, Work, WorkOf } from './work.ts';

export type { Model } from '../../tflite/model.ts';

const WORK: Readonly<Partial<Record<BuiltinOperator, WorkOf>>> = {
  CONV_2D: convWork,
  DEPTHWISE_CONV_2D: depthwiseWork,
  FULLY_CONNECTED: denseWork,
  AVERAGE_POOL_2D: poolWork('average pool'),
  MAX_POOL_2D: poolWork('max pool'),
  ADD: binaryWork('add'),
  MUL: binaryWork('mul'),
  MAXIMUM: unaryWork('maximum'),
  SOFTMAX: softmaxWork,
  LOGISTIC: unaryWork('logistic'),
  TANH: unaryWork('tanh'),
  RELU: unaryWork('relu'),
  RELU6: unaryWork('relu6'),
  HARD_SWISH: unaryWork('hard swish'),
  LEAKY_RELU: unaryWork('leaky relu'),
  MEAN: meanWork,
  RESHAPE: reshapeWork,
  PAD: padWork,
  CONCATENATION: concatenationWork,
};

export interface OperatorWork {
  readonly operatorIndex: number;
  readonly op: string;
  readonly work: Work | Unknown;
  /** Bytes of its constant inputs. */
  readonly weightBytes: number;
}

/** The work of every operator of the main subgraph, in order. Pure: nothing is run. */
export function workOf(model: Model, profile: Profile): readonly OperatorWork[] {
  const [graph] = model.subgraphs;
  const constants = new Set(graph.tensors.filter((tensor) => model.buffers[tensor.buffer].length > 0));
  return graph.operators.map((operator, operatorIndex): OperatorWork => {
    const node = nodeOf(graph, operator, constants);
    const describe = WORK[operator.code];
    return {
      operatorIndex,
      op: operator.customCode ?? operator.code,
      weightBytes: node.inputs.reduce((sum, t) => sum + (t ? model.buffers[t.buffer].length : 0), 0),
      work: describe ? describe(node, profile) : { reason: 'its instructions have not been counted on any core' },
    };
  });
}

function nodeOf(graph: Subgraph, operator: Operator, constants: ReadonlySet<unknown>): Node {
  return {
    operator,
    inputs: operator.inputs.map((i) => graph.tensors[i]),
    outputs: operator.outputs.map((i) => graph.tensors[i]),
    isConstant: (tensor) => tensor !== undefined && constants.has(tensor),
  };
}
