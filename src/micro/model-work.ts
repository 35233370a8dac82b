// The work of a whole model, operator by operator, from shapes alone: nothing is run.
import type { Profile } from './profile.ts';
import type { ResolvedModel } from './resolve.ts';
import type { NoFigure, Work } from './work/work.ts';

export interface OperatorWork {
  readonly operatorIndex: number;
  readonly op: string;
  readonly work: Work | NoFigure;
  /** Bytes of its constant inputs. */
  readonly weightBytes: number;
}

const NOT_COUNTED: NoFigure = { reason: 'its instructions have not been counted on any core' };

/** The work of every operator of a subgraph, in order. */
export function workOf({ model, operators }: ResolvedModel, profile: Profile, subgraph = 0): readonly OperatorWork[] {
  return operators[subgraph].map(
    ({ index, name, row, node }): OperatorWork => ({
      operatorIndex: index,
      op: name,
      work: row.work?.(node, profile) ?? NOT_COUNTED,
      weightBytes: node.inputs.reduce((sum, tensor) => sum + (tensor ? model.buffers[tensor.buffer].length : 0), 0),
    }),
  );
}
