// What would make an operator faster: changes of its shape, each counted as the layer itself is.
import type { OperatorNode } from '../micro/op.ts';
import { OPERATORS } from '../micro/operators.ts';
import { findProfile, type Profile } from '../micro/profile.ts';
import type { ResolvedModel, ResolvedOperator } from '../micro/resolve.ts';
import { dimension } from '../micro/tensors/extents.ts';
import { numberOption } from '../micro/tensors/options.ts';
import { fromFront, integersAt } from '../micro/work/integers.ts';
import type { Tensor } from '../tflite/model.ts';
import { instructionsOf } from './instructions.ts';

export interface KernelRemedy {
  /** `with dilation 1` */
  readonly says: string;
  /** What the operator executes then. */
  readonly instructions: number;
}

/** A saving that is worth a word. */
const LEAST_SAVING = 0.1;

/** Those that save a tenth of what it executes or more; the greatest saving first. */
export function kernelRemedies(
  model: ResolvedModel,
  operator: ResolvedOperator,
  profile: Profile,
  instructions: number,
): readonly KernelRemedy[] {
  const tried = CHANGES.flatMap(({ says, change }): KernelRemedy[] => {
    const node = change(operator, profile);
    const counted = node && countOf(model, withNode(operator, node), profile);
    return node === undefined || counted === undefined ? [] : [{ says: says(operator, node), instructions: counted }];
  });
  const library = otherLibrary(profile);
  const withLibrary = library && countOf(model, operator, library);
  return [
    ...tried,
    ...(withLibrary === undefined ? [] : [{ says: `with the kernels of ${library?.id}`, instructions: withLibrary }]),
  ]
    .filter((remedy) => remedy.instructions <= (1 - LEAST_SAVING) * instructions)
    .sort((a, b) => a.instructions - b.instructions);
}

/** Where the change makes another operator of it, that one's row. */
function withNode(operator: ResolvedOperator, node: OperatorNode): ResolvedOperator {
  const name = node.operator.code;
  const row = name === operator.name ? undefined : OPERATORS.builtins.get(name);
  return row ? { ...operator, name, row, node } : { ...operator, node };
}

function countOf(model: ResolvedModel, operator: ResolvedOperator, profile: Profile): number | undefined {
  const [counted] = instructionsOf({ model: model.model, operators: [[operator]] }, profile);
  return 'instructions' in counted ? counted.instructions : undefined;
}

/** The optimized library of the same core. */
function otherLibrary({ library, core }: Profile): Profile | undefined {
  if (library !== 'reference') return undefined;
  const found = findProfile(`${core}/${core.startsWith('esp32') ? 'esp_nn' : 'cmsis_nn'}`);
  return found.ok ? found.value : undefined;
}

interface Change {
  says(operator: ResolvedOperator, node: OperatorNode): string;
  /** Undefined where it changes nothing. */
  change(operator: ResolvedOperator, profile: Profile): OperatorNode | undefined;
}

const isConv = ({ name }: ResolvedOperator) => name === 'CONV_2D' || name === 'DEPTHWISE_CONV_2D';

const CHANGES: readonly Change[] = [
  {
    says: () => 'with dilation 1',
    change: (operator) => {
      const { node } = operator;
      const dilations = ['dilationHFactor', 'dilationWFactor'].map((name) => numberOption(node.operator, name));
      if (!isConv(operator) || dilations.every((dilation) => dilation === 1)) return undefined;
      const options = { ...node.operator.options, dilationHFactor: 1, dilationWFactor: 1 };
      return { ...node, operator: { ...node.operator, options } };
    },
  },
  {
    says: (_, { inputs: [input] }) => `as a depthwise layer over ${dimension(input, 3)} channels, multiplier 1`,
    change: ({ name, node }) => {
      const [input, filter] = node.inputs;
      const channels = dimension(filter, 3);
      if (name !== 'DEPTHWISE_CONV_2D' || channels === dimension(input, 3)) return undefined;
      return withShapes(node, { input: [...(input?.shape.slice(0, 3) ?? []), channels] });
    },
  },
  ...[4, 16].map(
    (multiple): Change => ({
      says: ({ node }, { inputs: [input] }) => {
        const to = dimension(input, -1);
        return `with ${to} input channels in place of ${dimension(node.inputs[0], -1)}`;
      },
      change: (operator) => withInputChannels(operator, multiple),
    }),
  ),
  {
    says: () => 'as an AVERAGE_POOL_2D over the whole map (AveragePooling2D, then Reshape)',
    change: ({ name, node }) => {
      const [input, axes] = [node.inputs[0], integersAt(node, 1)];
      if (name !== 'MEAN' || input?.type !== 'INT8' || input.shape.length !== 4) return undefined;
      if (axes?.map((axis) => fromFront(axis, 4)).join() !== '1,2') return undefined;
      const [batch, h, w, channels] = input.shape;
      const window = { filterHeight: h, filterWidth: w, strideH: h, strideW: w };
      const options = { padding: 'VALID', ...window, fusedActivationFunction: 'NONE' } as const;
      const outputs = node.outputs.map((output) => output && { ...output, shape: [batch, 1, 1, channels] });
      const operator = { ...node.operator, code: 'AVERAGE_POOL_2D', options } as const;
      return { ...node, operator, inputs: [input], inputData: node.inputData.slice(0, 1), outputs };
    },
  },
  {
    says: () => 'with int8 activations and weights',
    change: ({ node }) => {
      const [input, filter] = node.inputs;
      if (!input || !filter || (input.type === 'INT8' && filter.type === 'INT8')) return undefined;
      const int8 = (tensor: Tensor | undefined) =>
        tensor && { ...tensor, type: tensor.type === 'INT32' ? tensor.type : ('INT8' as const) };
      return { ...node, inputs: node.inputs.map(int8), outputs: node.outputs.map(int8) };
    },
  },
];

/** Up to the next multiple; of what has channels of its own, a convolution or a dense layer. */
function withInputChannels({ name, node }: ResolvedOperator, multiple: number): OperatorNode | undefined {
  const [input, filter] = node.inputs;
  if (!input || !filter || (name !== 'CONV_2D' && name !== 'FULLY_CONNECTED')) return undefined;
  const channels = dimension(filter, -1);
  const more = multiple * Math.ceil(channels / multiple);
  if (more === channels || dimension(input, -1) !== channels) return undefined;
  return withShapes(node, { input: [...input.shape.slice(0, -1), more], filter: [...filter.shape.slice(0, -1), more] });
}

interface Shapes {
  readonly input: readonly number[];
  readonly filter?: readonly number[];
}

function withShapes(node: OperatorNode, { input, filter }: Shapes): OperatorNode {
  const [first, second, ...others] = node.inputs;
  if (!first || !second) return node;
  return { ...node, inputs: [{ ...first, shape: input }, { ...second, shape: filter ?? second.shape }, ...others] };
}
