// Runs a model as TFLM does: operators are prepared once in order, then invoked on tensors at places of their own.
import { attempt, type Outcome, reject, rejectAll } from '../base/problem.ts';
import type { Shape } from '../base/shape.ts';
import type { Kernels, MakeKernels } from '../simd/kernels.ts';
import type { Model } from '../tflite/model.ts';
import type { OperatorRun, OpTensor, Preparation, PreparedGraph, Resource } from './op.ts';
import { listed, type OperatorProblem } from './operator-problems.ts';
import { describePlace } from './place.ts';
import type { ResolvedModel, ResolvedOperator } from './resolve.ts';
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

export interface Interpreter {
  /** Of the main subgraph. */
  readonly operators: readonly InterpretedOperator[];
  readonly inputs: readonly OpTensor[];
  readonly outputs: readonly OpTensor[];
  /** Every tensor of every subgraph. */
  readonly subgraphTensors: readonly (readonly OpTensor[])[];
  write(tensor: OpTensor, bytes: Uint8Array): void;
  /** A copy. */
  read(tensor: OpTensor): Uint8Array;
  /** Problems: what a kernel refuses while it runs, as TFLM's Invoke does. */
  invoke(): Outcome<undefined>;
  /** Variables and inner states as after AllocateTensors. */
  reset(): void;
}

/** Multiply-accumulates of one run; what fits a microcontroller takes a hundredth of it. */
const MOST_MACS = 2e10;
/** Calls of subgraphs in one run: a loop without an end ends here. */
const MOST_CALLS = 100_000;

/** Problems have codes `micro/...`. `makeKernels` gets the bytes of memory that the model and its workspaces take. */
export function createInterpreter(resolved: ResolvedModel, makeKernels: MakeKernels): Outcome<Interpreter> {
  return attempt(() => {
    requireOrder(resolved.model);
    const placement = placeTensors(resolved.model);
    const memoryBytes = memoryBytesOf(placement);
    return assemble(resolved, placement, makeKernels(memoryBytes), memoryBytes);
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

type PreparedSubgraph = readonly OperatorRun[];

function assemble(
  { model, operators }: ResolvedModel,
  { tensors, end }: Placement,
  kernels: Kernels,
  memoryBytes: number,
): Interpreter {
  const memory = new Uint8Array(kernels.memory);
  for (const [subgraph, graph] of model.subgraphs.entries()) {
    for (const { index, address, bytes, isConstant } of tensors[subgraph]) {
      if (isConstant) memory.set(model.buffers[graph.tensors[index].buffer].subarray(0, bytes), address);
    }
  }
  const graphs: PreparedSubgraph[] = [];
  const resources: Resource[] = [];
  const calls = subgraphCalls(model, tensors, graphs);
  const shared = { kernels, ...allocator(end, memoryBytes), resources, subgraph: calls.subgraph };
  const problems: OperatorProblem[] = [];
  operators.forEach((list, subgraph) => {
    graphs.push(list.flatMap((operator) => prepare(operator, tensors[subgraph], shared, problems)));
  });
  rejectAll(listed(problems));
  requireMacs(graphs);
  const interpreter: Interpreter = {
    operators: operators[0].map(({ index, name, node }) => ({
      index,
      op: name,
      macs: graphs[0][index].macs ?? 0,
      outputShape: node.outputs[0]?.shape ?? [],
    })),
    inputs: model.subgraphs[0].inputs.map((i) => tensors[0][i]),
    outputs: model.subgraphs[0].outputs.map((i) => tensors[0][i]),
    subgraphTensors: tensors,
    write: ({ address, bytes }, values) => {
      if (values.length !== bytes) throw new Error(`${values.length} bytes for a tensor of ${bytes}`);
      memory.set(values, address);
    },
    read: ({ address, bytes }) => memory.slice(address, address + bytes),
    invoke: () => attempt(calls.runMain),
    reset: () => {
      resetVariables(memory, tensors.flat());
      for (const { bytes, initial } of resources) bytes?.fill(initial);
      for (const operator of graphs.flat()) operator.reset?.();
    },
  };
  interpreter.reset();
  return interpreter;
}

/** Subgraphs as control-flow operators call them, and the run of the main one. `graphs` fills as operators prepare. */
function subgraphCalls(
  { subgraphs }: Model,
  tensors: Placement['tensors'],
  graphs: readonly PreparedSubgraph[],
): { subgraph: Preparation['subgraph']; runMain: () => undefined } {
  let [depth, calls] = [0, 0];
  const runAll = (graph: PreparedSubgraph) => {
    for (let i = 0; i < graph.length; i++) graph[i].run();
  };
  const call = (subgraph: number) => {
    if (++depth > subgraphs.length) reject('micro/control-flow', `subgraph ${subgraph} calls itself`);
    if (++calls > MOST_CALLS) reject('micro/control-flow', `subgraphs were called ${MOST_CALLS} times in one run`);
    runAll(graphs[subgraph]);
    depth--;
  };
  return {
    subgraph(index): PreparedGraph | undefined {
      const graph = subgraphs[index];
      if (!graph) return undefined;
      const [inputs, outputs] = [graph.inputs, graph.outputs].map((list) => list.map((i) => tensors[index][i]));
      return { inputs, outputs, run: () => call(index) };
    },
    runMain() {
      [depth, calls] = [0, 0];
      runAll(graphs[0]);
      return undefined;
    },
  };
}

/** tensorflow/lite/micro/micro_interpreter_graph.cc ResetVariableTensors */
function resetVariables(memory: Uint8Array, tensors: readonly OpTensor[]): void {
  for (const tensor of tensors.filter(({ isVariable, isConstant }) => isVariable && !isConstant)) {
    const { address, bytes, type } = tensor;
    memory.fill(type === 'INT8' ? zeroPointOf(tensor) : 0, address, address + bytes);
  }
}

function requireMacs(graphs: readonly PreparedSubgraph[]): void {
  const macs = graphs.flat().reduce((sum, operator) => sum + (operator.macs ?? 0), 0);
  if (macs > MOST_MACS) {
    reject('micro/work', `one run takes ${macs} multiply-accumulates; at most ${MOST_MACS} are run`);
  }
}

/** None where it is refused; `problems` says why then. */
function prepare(
  resolved: ResolvedOperator,
  tensors: readonly OpTensor[],
  shared: Pick<Preparation, 'kernels' | 'persistent' | 'workspace' | 'resources' | 'subgraph'>,
  problems: OperatorProblem[],
): readonly OperatorRun[] {
  const {
    row,
    node: { operator },
  } = resolved;
  const inputs = operator.inputs.map((i) => (i < 0 ? undefined : tensors[i]));
  const outputs = operator.outputs.map((i) => tensors[i]);
  const outcome = attempt(() => row.prepare({ operator, inputs, outputs, ...shared }));
  if (outcome.ok) return [outcome.value];
  for (const { code, message } of outcome.problems) {
    const remedy = typeRemedy(code, inputs, outputs);
    problems.push({ operator: resolved, code, message: remedy ? `${message}; ${remedy}` : message });
  }
  return [];
}
