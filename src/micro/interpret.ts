// Runs a model as TFLM does: operators are prepared once in order, then invoked on tensors at places of their own.
import { attempt, type Outcome, reject, rejectAll } from '../base/problem.ts';
import type { Shape } from '../base/shape.ts';
import type { Kernels, MakeKernels } from '../simd/kernels.ts';
import type { Model } from '../tflite/model.ts';
import type { OperatorRun, OpTensor, Preparation, Resources } from './op.ts';
import { MOST_OPERATIONS, operationsOf, rejectWork } from './operations.ts';
import { listed, type OperatorProblem } from './operator-problems.ts';
import { describePlace, type Place } from './place.ts';
import type { ResolvedModel, ResolvedOperator } from './resolve.ts';
import { type PreparedSubgraph, subgraphCalls } from './subgraph-calls.ts';
import { allocator, memoryBytesOf, type Placement, placeTensors } from './tensors/placement.ts';
import { zeroPointOf } from './tensors/quantization.ts';
import { typeRemedy } from './type-remedies.ts';

export interface InterpretedOperator {
  readonly index: number;
  /** The builtin's name, or a custom operator's own. */
  readonly op: string;
  readonly macs: number;
  readonly outputShape: Shape;
}

/** Where the answer on a board can be another one than here, and why. */
export interface OperatorWarning extends Place {
  /** As `InterpretedOperator` has it. */
  readonly op: string;
  readonly text: string;
}

export interface Interpreter {
  /** Of the main subgraph. */
  readonly operators: readonly InterpretedOperator[];
  readonly inputs: readonly OpTensor[];
  readonly outputs: readonly OpTensor[];
  /** Of operators of all subgraphs. */
  readonly warnings: readonly OperatorWarning[];
  /** Every tensor of every subgraph. */
  readonly subgraphTensors: readonly (readonly OpTensor[])[];
  write(tensor: OpTensor, bytes: Uint8Array): void;
  /** A copy. */
  read(tensor: OpTensor): Uint8Array;
  /** Of a run that calls every subgraph once, as operations.ts counts them. */
  readonly operationsPerInvoke: number;
  /** Problems: what a kernel refuses while it runs, as TFLM's Invoke does, and `micro/work`. Each begins with the
   * operator's place and name. */
  invoke(): Outcome<undefined>;
  /** Variables and inner states as after AllocateTensors. */
  reset(): void;
}

export interface InterpreterOptions {
  /** The most that `invoke` runs before it says no: operations as operations.ts counts them, loops included. */
  readonly mostOperations?: number;
}

/** Problems have codes `micro/...`. `makeKernels` gets the bytes of memory that the model and its workspaces take. */
export function createInterpreter(
  resolved: ResolvedModel,
  makeKernels: MakeKernels,
  { mostOperations = MOST_OPERATIONS }: InterpreterOptions = {},
): Outcome<Interpreter> {
  return attempt(() => {
    requireOrder(resolved.model);
    const placement = placeTensors(resolved.model);
    const memoryBytes = memoryBytesOf(placement);
    return assemble(resolved, placement, makeKernels(memoryBytes), { memoryBytes, mostOperations });
  });
}

/** Every input is a constant, a variable, an input of the graph or the output of an earlier operator. */
function requireOrder(model: Model): void {
  for (const [subgraph, graph] of model.subgraphs.entries()) {
    const written = new Set(graph.inputs);
    for (const [index, { inputs, outputs }] of graph.operators.entries()) {
      for (const input of inputs) {
        if (input < 0 || written.has(input)) continue;
        const tensor = graph.tensors[input];
        if (tensor.isVariable || model.buffers[tensor.buffer].length > 0 || tensor.shape.includes(0)) continue;
        const reads = `${describePlace('operator', { subgraph, index })} reads tensor ${input} ("${tensor.name}")`;
        reject('micro/order', `${reads}, which nothing has written before it`);
      }
      for (const output of outputs) written.add(output);
    }
  }
}

interface AssemblyOptions {
  readonly memoryBytes: number;
  readonly mostOperations: number;
}

function assemble(
  resolved: ResolvedModel,
  { tensors, end }: Placement,
  kernels: Kernels,
  { memoryBytes, mostOperations }: AssemblyOptions,
): Interpreter {
  const { model, operators } = resolved;
  const memory = new Uint8Array(kernels.memory);
  for (const [subgraph, graph] of model.subgraphs.entries()) {
    for (const { index, address, bytes, isConstant } of tensors[subgraph]) {
      if (isConstant) memory.set(model.buffers[graph.tensors[index].buffer].subarray(0, bytes), address);
    }
  }
  const graphs: PreparedSubgraph[] = [];
  const resources: Resources = { list: [], ids: new Map(), byHandle: new Map() };
  const calls = subgraphCalls(resolved, tensors, graphs, mostOperations);
  const shared = { kernels, ...allocator(end, memoryBytes), resources, subgraph: calls.subgraph };
  const problems: OperatorProblem[] = [];
  operators.forEach((list, subgraph) => {
    graphs.push(preparedSubgraph(list, tensors[subgraph], shared, problems));
  });
  rejectAll(listed(problems));
  const total = (graph: PreparedSubgraph) => graph.operations.reduce((sum, operations) => sum + operations, 0);
  if (total(graphs[0]) > mostOperations) rejectWork(mostOperations);
  const interpreter: Interpreter = {
    operators: operators[0].map(({ index, name, node }) => ({
      index,
      op: name,
      macs: graphs[0].runs[index].macs ?? 0,
      outputShape: node.outputs[0]?.shape ?? [],
    })),
    warnings: operators.flat().flatMap(({ subgraph, index, name }) => {
      const { warning: text } = graphs[subgraph].runs[index];
      return text === undefined ? [] : [{ subgraph, index, op: name, text }];
    }),
    operationsPerInvoke: graphs.reduce((sum, graph) => sum + total(graph), 0),
    inputs: model.subgraphs[0].inputs.map((i) => tensors[0][i]),
    outputs: model.subgraphs[0].outputs.map((i) => tensors[0][i]),
    subgraphTensors: tensors,
    write: ({ address, bytes }, values) => {
      if (values.length !== bytes) throw new Error(`${values.length} bytes for a tensor of ${bytes}`);
      memory.set(values, address);
    },
    read: ({ address, bytes }) => memory.slice(address, address + bytes),
    invoke: calls.invoke,
    reset: () => {
      resetVariables(memory, tensors.flat());
      for (const { bytes, initial } of resources.list) bytes?.fill(initial);
      for (const { runs } of graphs) for (const operator of runs) operator.reset?.();
    },
  };
  interpreter.reset();
  return interpreter;
}

/** tensorflow/lite/micro/micro_interpreter_graph.cc ResetVariableTensors */
function resetVariables(memory: Uint8Array, tensors: readonly OpTensor[]): void {
  for (const tensor of tensors.filter(({ isVariable, isConstant }) => isVariable && !isConstant)) {
    const { address, bytes, type } = tensor;
    memory.fill(type === 'INT8' ? zeroPointOf(tensor) : 0, address, address + bytes);
  }
}

function preparedSubgraph(
  operators: readonly ResolvedOperator[],
  tensors: readonly OpTensor[],
  shared: SharedPreparation,
  problems: OperatorProblem[],
): PreparedSubgraph {
  const prepared = operators.flatMap((operator) => {
    const run = prepare(operator, tensors, shared, problems);
    const { inputs, outputs } = operator.node.operator;
    const touched = [...inputs, ...outputs].map((index) => tensors[index]);
    return run ? [{ run, operations: operationsOf(run, touched) }] : [];
  });
  return { runs: prepared.map(({ run }) => run), operations: prepared.map(({ operations }) => operations) };
}

type SharedPreparation = Omit<Preparation, 'operator' | 'inputs' | 'inputData' | 'outputs'>;

/** Undefined where it is refused; `problems` says why then. */
function prepare(
  resolved: ResolvedOperator,
  tensors: readonly OpTensor[],
  shared: SharedPreparation,
  problems: OperatorProblem[],
): OperatorRun | undefined {
  const {
    row,
    node: { operator, inputData },
  } = resolved;
  const inputs = operator.inputs.map((i) => (i < 0 ? undefined : tensors[i]));
  const outputs = operator.outputs.map((i) => tensors[i]);
  const outcome = attempt(() => row.prepare({ operator, inputs, inputData, outputs, ...shared }));
  if (outcome.ok) return outcome.value;
  for (const { code, message } of outcome.problems) {
    const remedy = typeRemedy(code, inputs, outputs);
    problems.push({ operator: resolved, code, message: remedy ? `${message}; ${remedy}` : message });
  }
  return undefined;
}
