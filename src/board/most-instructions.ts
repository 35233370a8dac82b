// The most instructions that an operator without a count can execute, where its loops turn once for each element.
import type { Profile } from '../micro/profile.ts';
import type { ResolvedOperator } from '../micro/resolve.ts';
import { elements } from '../micro/tensors/extents.ts';

/** Operators whose loops turn more often than their tensors have elements, or a number of times that no shape tells. */
const BEYOND_ELEMENTS: ReadonlySet<string> = new Set([
  'AVERAGE_POOL_2D',
  'BATCH_MATMUL',
  'CONV_2D',
  'DEPTHWISE_CONV_2D',
  'FULLY_CONNECTED',
  'L2_POOL_2D',
  'MAX_POOL_2D',
  'SVDF',
  'TRANSPOSE_CONV',
  'UNIDIRECTIONAL_SEQUENCE_LSTM',
  'WHILE',
]);

/** Of the counted operators whose loops turn once for each element, the dearest ones over 200 elements or more, rounded
 * up: SOFTMAX with 292 instructions for each element of its tensors, and TANH of floats with 1,954 where no FPU is;
 * over 40 or fewer, SOFTMAX with 7,015 and 27,532 (fixtures/oracle, source armsweep). */
const WITH_FPU = { perElement: 300, constant: 10_000 };
const WITHOUT_FPU = { perElement: 2_000, constant: 30_000 };

/** Undefined where its tensors' sizes don't bound it, or make no sense. */
export function mostInstructions({ name, node }: ResolvedOperator, profile: Profile): number | undefined {
  if (node.operator.code === 'CUSTOM' || BEYOND_ELEMENTS.has(name)) return undefined;
  const hasFpu = profile.instructionSet === 'dsp' || profile.instructionSet === 'mve';
  const { perElement, constant } = hasFpu ? WITH_FPU : WITHOUT_FPU;
  const all = [...node.inputs, ...node.outputs].reduce((sum, tensor) => sum + (tensor ? elements(tensor) : 0), 0);
  return Number.isSafeInteger(all) && all >= 0 ? constant + perElement * all : undefined;
}
