// What relu and relu6 share, as layers of their own and fused into the layer before them.
import { sizeOf } from '../../base/shape.ts';
import type { ActivationCode } from '../../simd/float-kernels.ts';
import type { NodeBase } from '../network/node.ts';
import {
  type Backward,
  type LayerSite,
  type MemoryRegion,
  read,
  samples,
  update,
  write,
} from '../program/layer-steps.ts';

/** Turns the gradient of the output into that in front of the fused relu, in place. */
export function undoActivation({ emit, node, activation, y }: LayerSite<NodeBase>, dy: MemoryRegion): void {
  if (activation === 0) return;
  emit('activationBackward', samples(sizeOf(node.outputShape)), read(y), read(dy), update(dy), activation);
}

export function activationSteps({ emit, node, x, y }: LayerSite<NodeBase>, code: ActivationCode): Backward {
  const range = samples(sizeOf(node.outputShape));
  emit('activationForward', range, read(x[0]), write(y), code);
  return ({ dy, give }) => {
    emit('activationBackward', range, read(y), read(dy), update(dy), code);
    give(0, dy);
  };
}
