// The operations of one run, by which the simulator limits its work: what each operator costs, and how many are run.
import { reject } from '../base/problem.ts';
import type { OperatorRun, OpTensor } from './op.ts';

/** Ten times what MobileNet v1 1.0 224 takes with its 569 million multiply-accumulates: a few seconds, on any model. */
export const MOST_OPERATIONS = 1e10;

// In multiply-accumulates of the compiled kernels, about a nanosecond each: what is done element by element, and calls.
const PER_STEP = 40;
const PER_CALL = 2000;

type Cost = Pick<OperatorRun, 'macs' | 'steps'>;

function elementsOf(tensors: readonly (OpTensor | undefined)[]): number {
  return tensors.reduce((sum, tensor) => sum + (tensor && !tensor.isConstant ? tensor.elements : 0), 0);
}

/** Of one run of an operator with these tensors. */
export function operationsOf({ macs = 0, steps = 0 }: Cost, tensors: readonly (OpTensor | undefined)[]): number {
  return PER_CALL + macs + PER_STEP * (steps + elementsOf(tensors));
}

/** Of one call of a subgraph, whose inputs and outputs are copied. */
export function callOperationsOf(tensors: readonly (OpTensor | undefined)[]): number {
  return PER_CALL + elementsOf(tensors);
}

/** Inside an `attempt`. */
export function rejectWork(most: number): never {
  const limit = `more than ${most.toLocaleString('en')} operations, the most that are simulated`;
  return reject('micro/work', `one run takes ${limit}; a model for microcontrollers takes far fewer`);
}
