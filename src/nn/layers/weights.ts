// What layers with weights share: the parameters of their nodes, their bias, and rows times weights.
import { type Shape, sizeOf } from '../../base/shape.ts';
import type { NodeBase } from '../network/node.ts';
import {
  type Backward,
  elements,
  type LayerSite,
  type MemoryRegion,
  type Operand,
  parameterOf,
  read,
  samples,
  scalar,
  write,
} from '../program/layer-steps.ts';
import { undoActivation } from './activation.ts';
import type { LayerPosition } from './layer.ts';

export type WeightedNode = NodeBase & {
  /** False: the bias is zero and stays so, since the layer says `bias: false` or a batch norm follows. Absent: true. */
  readonly trainBias?: boolean;
  readonly parameters: { weight: Float32Array; bias: Float32Array };
};

/** `shape`: of the weights; one bias for each of `channels`. */
export function weightsAt(
  position: LayerPosition,
  shape: Shape,
  channels: number,
  { bias, batchNorm }: { readonly bias: boolean; readonly batchNorm: boolean },
) {
  const parameters = { weight: position.allocate(sizeOf(shape)), bias: position.allocate(channels) };
  return { trainBias: bias && !batchNorm, parameters };
}

/** The operands of a layer's weights. */
export function weightSteps(site: LayerSite<NodeBase>) {
  const weight = parameterOf(site, 'weight');
  const bias = site.parameter('bias');
  const biasOperand: Operand = bias ? read(bias.value) : 0;
  return {
    weight: read(weight.value),
    bias: biasOperand,
    weightGradient: () => write(weight.gradient),
    /** The bias's gradient sums `rows` rows of `channels` for every sample. */
    sumBias(dy: MemoryRegion, rows: number, channels: number) {
      if (!bias) return;
      site.emit('columnSums', elements(channels), read(dy), write(bias.gradient), scalar('count', rows), channels);
    },
  };
}

/** y = act(x weight + bias) for `rows` rows of every sample. A relu that was fused in is undone in place first. */
export function rowsSteps(site: LayerSite<NodeBase>, rows: number, inputs: number, units: number): Backward {
  const { emit, activation, x, y } = site;
  const { weight, bias, weightGradient, sumBias } = weightSteps(site);
  const space = site.denseWorkspace(rows, inputs, units);
  emit('denseForward', samples(rows), read(x[0]), weight, bias, write(y), inputs, units, activation, space);
  return ({ dy, wants, give }) => {
    undoActivation(site, dy);
    if (wants(0)) {
      const dx = site.perSample(rows * inputs);
      emit('denseBackwardInput', samples(rows), read(dy), weight, write(dx), inputs, units, space);
      give(0, dx);
    }
    const sizes = [scalar('count', rows), inputs, units] as const;
    emit('denseBackwardWeight', elements(inputs), read(x[0]), read(dy), weightGradient(), ...sizes, space);
    sumBias(dy, rows, units);
  };
}
