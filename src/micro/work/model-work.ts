// The work of a whole model, operator by operator, from shapes alone: nothing is run.
import type { Model } from '../../tflite/model.ts';
import { OPERATORS, type OperatorTable } from '../operators.ts';
import type { Profile } from '../profile.ts';
import { resolve } from '../resolve.ts';
import type { Unknown, Work } from './work.ts';

export type { Model } from '../../tflite/model.ts';

export interface OperatorWork {
  readonly operatorIndex: number;
  readonly op: string;
  readonly work: Work | Unknown;
  /** Bytes of its constant inputs. */
  readonly weightBytes: number;
}

const NOT_COUNTED: Unknown = { reason: 'its instructions have not been counted on any core' };

/** The work of every operator of the main subgraph, in order. */
export function workOf(file: Model, profile: Profile, table: OperatorTable = OPERATORS): readonly OperatorWork[] {
  const { model, operators } = resolve(file, table);
  return operators[0].map(
    ({ index, name, row, node }): OperatorWork => ({
      operatorIndex: index,
      op: name,
      work: row?.work?.(node, profile) ?? NOT_COUNTED,
      weightBytes: node.inputs.reduce((sum, tensor) => sum + (tensor ? model.buffers[tensor.buffer].length : 0), 0),
    }),
  );
}
