// Tensor by tensor: the first that a board has otherwise than the simulator, and the operators that compute something
// else from the very values that they read.
import { concatBytes } from '@noble/hashes/utils.js';
import { crc32 } from '../../base/digest.ts';
import { attempt, must, type Outcome } from '../../base/problem.ts';
import type { OpTensor } from '../../micro/op.ts';
import type { ResolvedOperator } from '../../micro/resolve.ts';
import { storedNumbers } from '../../micro/tensors/samples.ts';
import { kernelsRounding, type OtherRounding } from '../../simd/reference/other-roundings.ts';
import { createMemory } from '../../simd/wasm.ts';
import { type Difference, differenceOf } from './difference.ts';
import { runAlone } from './run-alone.ts';
import { answersOf } from './runs.ts';
import type { Subject } from './subject.ts';

/** What a board printed of one Invoke, of the main subgraph. */
export interface BoardTensors {
  /** By index: the bytes right after the operator had written them; of the graph's inputs, before the first read. */
  readonly contents: ReadonlyMap<number, Uint8Array>;
  /** What operators found when they began. */
  readonly reads: readonly TensorRead[];
}

export interface TensorRead {
  readonly operator: number;
  readonly tensor: number;
  readonly crc: number;
}

export interface TensorDifference {
  readonly operator: number;
  readonly op: string;
  readonly tensor: number;
  readonly name: string;
  readonly difference: Difference;
}

/** An operator that gives something else than kd-gate's from what it read on the board. */
export interface OddOperator extends TensorDifference {
  /** Whose rounding gives the board's bytes. */
  readonly rounding?: OtherRounding;
}

/** A tensor that had other bytes when it was read than when it was written. */
export interface LostTensor extends TensorRead {
  readonly op: string;
  readonly name: string;
}

export interface TensorFindings {
  /** In the order of execution; absent where all printed tensors are the simulator's. */
  readonly first?: TensorDifference;
  readonly odd: readonly OddOperator[];
  readonly lost: readonly LostTensor[];
  /** How many operators were run on the board's own values; the others keep state or weren't printed wholly. */
  readonly checked: number;
  readonly operators: number;
}

/** Problems: what the model refuses of the board's input. `record`: that input. */
export function explainTensors(subject: Subject, record: Uint8Array, board: BoardTensors): Outcome<TensorFindings> {
  return attempt(() => {
    const { interpreter, resolved } = subject;
    const [tensors] = interpreter.subgraphTensors;
    const [operators] = resolved.operators;
    // Each tensor has a place of its own, so all of them are there when the run is over.
    must(answersOf(interpreter, [record], { leavesState: true }));
    const expected = new Map([...board.contents.keys()].map((index) => [index, interpreter.read(tensors[index])]));
    interpreter.reset();
    const lost = lostTensors(operators, tensors, board);
    const isLost = new Set(lost.map(({ operator }) => operator));
    const alone = operators.map((operator) =>
      isLost.has(operator.index) ? undefined : oddityOf(subject, operator, tensors, board),
    );
    const first = operators.flatMap((operator) => differencesOf(operator, tensors, expected, board)).at(0);
    return {
      ...(first && { first }),
      odd: alone.flatMap((found) => found?.odd ?? []),
      lost,
      checked: alone.filter((found) => found !== undefined).length,
      operators: operators.length,
    };
  });
}

function differencesOf(
  { index, name, node }: ResolvedOperator,
  tensors: readonly OpTensor[],
  expected: ReadonlyMap<number, Uint8Array>,
  { contents }: BoardTensors,
): TensorDifference[] {
  return node.operator.outputs.flatMap((output): TensorDifference[] => {
    const [is, should] = [contents.get(output), expected.get(output)];
    const difference = is && should && differenceBetween(tensors[output], is, should);
    if (!difference || difference.values === 0) return [];
    return [{ operator: index, op: name, tensor: output, name: tensors[output].name, difference }];
  });
}

function differenceBetween(tensor: OpTensor, is: Uint8Array, should: Uint8Array): Difference {
  const values = storedNumbers(tensor, is) ?? is;
  // A compiler may add floats in another order.
  const tolerance = tensor.type === 'FLOAT32' ? (i: number) => 1e-4 * Math.max(1, Math.abs(values[i])) : () => 0;
  return differenceOf({ values, tolerance }, storedNumbers(tensor, should) ?? should);
}

function lostTensors(
  operators: readonly ResolvedOperator[],
  tensors: readonly OpTensor[],
  { contents, reads }: BoardTensors,
): LostTensor[] {
  return reads.flatMap((read): LostTensor[] => {
    const written = contents.get(read.tensor);
    // Variables change between a write and a read of the next step.
    if (!written || tensors[read.tensor].isVariable || crc32(written) === read.crc) return [];
    return [{ ...read, op: operators[read.operator].name, name: tensors[read.tensor].name }];
  });
}

/** Undefined where the operator can't be run by itself. */
function oddityOf(
  subject: Subject,
  operator: ResolvedOperator,
  tensors: readonly OpTensor[],
  board: BoardTensors,
): { readonly odd: readonly OddOperator[] } | undefined {
  const { resolved, makeKernels } = subject;
  const run = (kernels: Subject['makeKernels']) => runAlone(resolved, operator, board.contents, kernels);
  const own = run(makeKernels);
  if (!own) return undefined;
  const odd = differencesOf(operator, tensors, own, board).map((found): OddOperator => {
    const rounding = (['once', 'float'] as const).find((other) => {
      const answers = run((bytes) => kernelsRounding(other, createMemory(bytes)));
      return answers !== undefined && differencesOf(operator, tensors, answers, board).length === 0;
    });
    return { ...found, ...(rounding && { rounding }) };
  });
  return { odd };
}

/** The graph's inputs as the board had them, one after the other; undefined where one wasn't printed wholly. */
export function recordOf({ interpreter }: Pick<Subject, 'interpreter'>, { contents }: BoardTensors) {
  const parts = interpreter.inputs.map(({ index }) => contents.get(index));
  return parts.every((part) => part !== undefined) ? concatBytes(...parts) : undefined;
}
