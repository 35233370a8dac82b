// The work of a whole model, operator by operator, from shapes alone: nothing is run.
import type { OperatorNode } from './op.ts';
import type { Profile } from './profile.ts';
import type { ResolvedModel } from './resolve.ts';
import { kernelsOf } from './work/esp-nn.ts';
import type { NoFigure, Work } from './work/work.ts';

export interface OperatorWork {
  readonly operatorIndex: number;
  readonly op: string;
  readonly work: Work | NoFigure;
  /** Bytes of its constant inputs. */
  readonly weightBytes: number;
}

const NOT_COUNTED: NoFigure = { reason: 'its instructions have not been counted on any core' };

/** No kernel takes more; the work of a stranger's file is told without going through what it lists. */
const MOST_DIMENSIONS = 8;
const TOO_MANY_DIMENSIONS: NoFigure = { reason: `it has tensors of more than ${MOST_DIMENSIONS} dimensions` };

const isFlat = ({ inputs, outputs }: OperatorNode) =>
  [...inputs, ...outputs].every((tensor) => (tensor?.shape.length ?? 0) <= MOST_DIMENSIONS);

/** The work of every operator of a subgraph, in order. */
export function workOf({ model, operators }: ResolvedModel, profile: Profile, subgraph = 0): readonly OperatorWork[] {
  return operators[subgraph].map(
    ({ index, name, row, node }): OperatorWork => ({
      operatorIndex: index,
      op: name,
      work: isFlat(node) ? (row.work?.(node, kernelsOf(node, profile)) ?? NOT_COUNTED) : TOO_MANY_DIMENSIONS,
      weightBytes: node.inputs.reduce((sum, tensor) => sum + (tensor ? model.buffers[tensor.buffer].length : 0), 0),
    }),
  );
}
