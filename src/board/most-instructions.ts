// The most instructions that an operator without a count can execute, where its loops turn once for each element.
import { attempt } from '../base/problem.ts';
import type { OperatorNode } from '../micro/op.ts';
import type { Profile } from '../micro/profile.ts';
import type { ResolvedOperator } from '../micro/resolve.ts';
import { poolWindow } from '../micro/tensors/axis-window.ts';
import { dimension, elements } from '../micro/tensors/extents.ts';
import { tensorBytes } from '../micro/tensors/tensor-bytes.ts';
import { windowOver } from '../micro/work/window.ts';

/** Operators whose loops turn more often than their tensors have elements, or a number of times that no shape tells. */
const BEYOND_ELEMENTS: ReadonlySet<string> = new Set([
  'BATCH_MATMUL',
  'CONV_2D',
  'DEPTHWISE_CONV_2D',
  'FULLY_CONNECTED',
  'SVDF',
  'TRANSPOSE_CONV',
  'UNIDIRECTIONAL_SEQUENCE_LSTM',
  'WHILE',
]);

/** Operators whose loops turn once for each tap of a window. */
const POOLS: ReadonlySet<string> = new Set(['AVERAGE_POOL_2D', 'L2_POOL_2D', 'MAX_POOL_2D']);

/** Of the counted operators whose loops turn once for each element, the dearest ones over 200 elements or more, rounded
 * up: SOFTMAX with 292 instructions for each element of its tensors, and TANH of floats with 1,954 where no FPU is;
 * over 40 or fewer, SOFTMAX with 7,015 and 27,532 (fixtures/oracle, source armsweep). A tap of a pool of int8 took 14
 * and 32, an element of a mean of floats without FPU 240. */
const WITH_FPU = { perElement: 300, perTap: 50, constant: 10_000 };
const WITHOUT_FPU = { perElement: 2_000, perTap: 300, constant: 30_000 };

/** A copy of the variable's bytes, or none, and a few calls. RESHAPE, which is the same, executes some 200 instructions
 * beside memcpy, and memcpy less than one a byte between places that begin at multiples of 16, as all here do, but for
 * the last 15 (routine `copy` of the cores). CALL_ONCE and VAR_HANDLE touch no values (tensorflow/lite/micro/kernels/
 * call_once.cc, var_handle.cc, read_variable.cc, assign_variable.cc). */
const OF_STATE: ReadonlyMap<string, { readonly perByte: number; readonly constant: number }> = new Map([
  ['CALL_ONCE', { perByte: 0, constant: 100 }],
  ['VAR_HANDLE', { perByte: 0, constant: 200 }],
  ['READ_VARIABLE', { perByte: 1, constant: 600 }],
  ['ASSIGN_VARIABLE', { perByte: 1, constant: 600 }],
]);

/** Undefined where its tensors' sizes don't bound it, or make no sense. */
export function mostInstructions({ name, node }: ResolvedOperator, profile: Profile): number | undefined {
  if (node.operator.code === 'CUSTOM' || BEYOND_ELEMENTS.has(name)) return undefined;
  const tensors = [...node.inputs, ...node.outputs].filter((tensor) => tensor !== undefined);
  const ofState = OF_STATE.get(name);
  if (ofState) {
    const bytes = tensors.map((tensor) => attempt(() => tensorBytes(tensor)));
    const all = bytes.reduce((sum, outcome) => sum + (outcome.ok ? outcome.value : Number.NaN), 0);
    return Number.isSafeInteger(all) ? ofState.constant + ofState.perByte * all : undefined;
  }
  const hasFpu = profile.instructionSet === 'dsp' || profile.instructionSet === 'mve';
  const { perElement, perTap, constant } = hasFpu ? WITH_FPU : WITHOUT_FPU;
  const all = tensors.reduce((sum, tensor) => sum + elements(tensor), 0);
  const most = POOLS.has(name)
    ? constant + perTap * tapsOf(node) + perElement * elements(node.outputs[0])
    : constant + perElement * all;
  return Number.isSafeInteger(all) && all >= 0 && most < Number.MAX_SAFE_INTEGER ? most : undefined;
}

/** Of all windows of a pool, in all channels. */
function tapsOf(node: OperatorNode): number {
  const [input] = node.inputs;
  const { tapsInside } = windowOver(dimension(input, 0), poolWindow(node, 'H'), poolWindow(node, 'W'));
  return Math.max(0, tapsInside * dimension(input, 3));
}
