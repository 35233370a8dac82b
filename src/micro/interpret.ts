// Runs a model as TFLM does: operators prepared once in order, then invoked on tensors that each have a place of their own.
import { attempt, must, type Outcome, type Problem, reject } from '../base/problem.ts';
import { describeShape, type Shape } from '../base/shape.ts';
import type { Kernels } from '../simd/kernels.ts';
import type { Model, Operator, Subgraph, Tensor } from '../tflite/model.ts';
import { bytesOfElements } from '../tflite/schema.ts';
import type { Op, OpTensor, Prepared, PreparedGraph, Resource } from './op.ts';
import { CUSTOM_OPS, OPS } from './ops/index.ts';
import { withRuntimeShapes } from './runtime-shapes.ts';

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

/** src/simd/wasm.ts FIRST_FREE_ADDRESS: what lies below belongs to the kernels. */
const FIRST_ADDRESS = 65536;
const ALIGNMENT = 16;
const MOST_MEMORY = 512 * 1024 * 1024;
/** Elements that all operators together read or write: some prepare a table as long as their tensors. */
const MOST_ELEMENTS = 2 ** 25;
/** Multiply-accumulates of one run; what fits a microcontroller takes a hundredth of it. */
const MOST_MACS = 2e10;
/** Calls of subgraphs in one run: a loop without an end ends here. */
const MOST_CALLS = 100_000;

/** Problems have codes `micro/...`. `makeKernels` gets the bytes of memory that the model takes, workspaces included. */
export function createInterpreter(file: Model, makeKernels: (memoryBytes: number) => Kernels): Outcome<Interpreter> {
  return attempt(() => {
    const model = withRuntimeShapes(file);
    if (model.version !== 3) {
      reject('micro/schema-version', `the model has schema version ${model.version}; TFLM takes version 3 only`);
    }
    checkSupported(model);
    checkOrder(model);
    const placed = placeTensors(model);
    // Packed weights take at most four times their int8 bytes, columns of a convolution a few of its rows: with room to spare.
    const memoryBytes = Math.min(
      placed.end + 8 * placed.constantBytes + 4 * (placed.end - FIRST_ADDRESS) + 2 ** 22,
      MOST_MEMORY,
    );
    const kernels = makeKernels(memoryBytes);
    return assemble(model, placed, kernels, memoryBytes);
  });
}

interface Placed {
  readonly tensors: readonly (readonly OpTensor[])[];
  readonly end: number;
  readonly constantBytes: number;
}

function placeTensors(model: Model): Placed {
  let end = FIRST_ADDRESS;
  let constantBytes = 0;
  const tensors = model.subgraphs.map((graph) =>
    graph.tensors.map((tensor, index): OpTensor => {
      const { elements, bytes } = sizesOf(tensor, index);
      const data = model.buffers[tensor.buffer];
      const isConstant = data.length > 0;
      if (isConstant && data.length < bytes) {
        const message = `tensor ${index} ("${tensor.name}") is ${describeShape(tensor.shape)} ${tensor.type} and takes ${bytes} bytes; its data has ${data.length}`;
        reject('micro/constant-size', message);
      }
      const address = end;
      end += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
      if (isConstant) constantBytes += bytes;
      if (end > MOST_MEMORY / 2) {
        reject(
          'micro/memory',
          `the tensors take more than ${MOST_MEMORY / 2} bytes; kd-gate runs models for microcontrollers`,
        );
      }
      const { name, type, shape, quantization, isVariable } = tensor;
      return { index, name, type, shape, elements, bytes, address, quantization, isConstant, isVariable };
    }),
  );
  checkWork(model, tensors);
  return { tensors, end, constantBytes };
}

function checkWork({ subgraphs }: Model, tensors: readonly (readonly OpTensor[])[]): void {
  const elements = subgraphs.reduce(
    (sum, { operators }, subgraph) =>
      operators.reduce((all, { inputs, outputs }) => {
        const sizes = [...inputs, ...outputs].map((i) => tensors[subgraph][i]?.elements ?? 0);
        return all + sizes.reduce((most, size) => Math.max(most, size), 0);
      }, sum),
    0,
  );
  if (elements > MOST_ELEMENTS) {
    reject('micro/memory', `the operators work on ${elements} elements; kd-gate runs models for microcontrollers`);
  }
}

function sizesOf({ shape, type, name }: Tensor, index: number): { elements: number; bytes: number } {
  let elements = 1;
  for (const dimension of shape) {
    if (!(dimension >= 0)) {
      reject(
        'micro/dynamic-shape',
        `tensor ${index} ("${name}") has a dimension of ${dimension}; TFLM takes fixed shapes only`,
      );
    }
    elements *= dimension;
    if (elements > MOST_MEMORY)
      reject('micro/memory', `tensor ${index} ("${name}"), ${describeShape(shape)}, is too large`);
  }
  // Strings have no fixed size; no operator that runs here takes them, so their place may be empty.
  return { elements, bytes: bytesOfElements(type, elements) ?? 0 };
}

function nameOf({ code, customCode }: Operator): string {
  return code === 'CUSTOM' ? (customCode ?? '') : code;
}

function opOf({ code, customCode = '' }: Operator): Op | undefined {
  return code === 'CUSTOM' ? CUSTOM_OPS.get(customCode) : OPS[code];
}

function checkSupported(model: Model): void {
  const problems = model.subgraphs.flatMap(({ operators }, subgraph) =>
    operators.flatMap((operator, index): Problem[] => {
      if (opOf(operator)) return [];
      const where = subgraph === 0 ? '' : ` of subgraph ${subgraph}`;
      const kind = operator.code === 'CUSTOM' ? 'custom operator ' : '';
      const message = `operator ${index}${where}, ${kind}${nameOf(operator)}, is not supported`;
      return [{ code: 'micro/unsupported', message }];
    }),
  );
  if (problems.length > 0) must({ ok: false, problems });
}

/** Every input is a constant, a variable, an input of the graph or the output of an earlier operator. */
function checkOrder(model: Model): void {
  for (const graph of model.subgraphs) {
    const written = new Set(graph.inputs);
    for (const [index, { inputs, outputs }] of graph.operators.entries()) {
      for (const input of inputs) {
        if (input < 0 || written.has(input)) continue;
        const tensor = graph.tensors[input];
        if (tensor.isVariable || model.buffers[tensor.buffer].length > 0 || tensor.shape.includes(0)) continue;
        reject(
          'micro/order',
          `operator ${index} reads tensor ${input} ("${tensor.name}"), which nothing has written before it`,
        );
      }
      for (const output of outputs) written.add(output);
    }
  }
}

function assemble(model: Model, placed: Placed, kernels: Kernels, memoryBytes: number): Interpreter {
  const memory = new Uint8Array(kernels.memory);
  model.subgraphs.forEach((graph, subgraph) => {
    graph.tensors.forEach((tensor, index) => {
      const { address, bytes, isConstant } = placed.tensors[subgraph][index];
      if (isConstant) memory.set(model.buffers[tensor.buffer].subarray(0, bytes), address);
    });
  });
  const allocate = allocator(placed.end, memoryBytes);
  const graphs: PreparedSubgraph[] = [];
  const resources: Resource[] = [];
  let [depth, calls] = [0, 0];
  const graphAt = (subgraph: number): PreparedGraph | undefined => {
    if (!model.subgraphs[subgraph]) return undefined;
    const tensors = placed.tensors[subgraph];
    const { inputs, outputs } = model.subgraphs[subgraph];
    return {
      inputs: inputs.map((i) => tensors[i]),
      outputs: outputs.map((i) => tensors[i]),
      // Prepared after its caller, so it is looked up when it runs.
      run: () => {
        if (++depth > model.subgraphs.length) reject('micro/control-flow', `subgraph ${subgraph} calls itself`);
        if (++calls > MOST_CALLS) reject('micro/control-flow', `subgraphs were called ${MOST_CALLS} times in one run`);
        runAll(graphs[subgraph]);
        depth--;
      },
    };
  };
  model.subgraphs.forEach((graph, subgraph) => {
    graphs.push(prepareGraph(graph, placed.tensors[subgraph], { kernels, allocate, graphAt, resources }));
  });
  const macs = graphs.flat().reduce((sum, prepared) => sum + prepared.macs, 0);
  if (macs > MOST_MACS)
    reject('micro/work', `one run takes ${macs} multiply-accumulates; at most ${MOST_MACS} are run`);
  const [main] = model.subgraphs;
  const [tensors] = placed.tensors;
  const variables = placed.tensors.flat().filter((tensor) => tensor.isVariable && !tensor.isConstant);
  const interpreter: Interpreter = {
    operators: main.operators.map((operator, index) => ({
      index,
      op: nameOf(operator),
      macs: graphs[0][index].macs,
      outputShape: main.tensors[operator.outputs[0]]?.shape ?? [],
    })),
    inputs: main.inputs.map((i) => tensors[i]),
    outputs: main.outputs.map((i) => tensors[i]),
    subgraphTensors: placed.tensors,
    write: ({ address, bytes }, values) => {
      if (values.length !== bytes) throw new Error(`${values.length} bytes for a tensor of ${bytes}`);
      memory.set(values, address);
    },
    read: ({ address, bytes }) => memory.slice(address, address + bytes),
    invoke: () =>
      attempt(() => {
        [depth, calls] = [0, 0];
        runAll(graphs[0]);
        return undefined;
      }),
    reset: () => {
      for (const { address, bytes, type, quantization } of variables) {
        // tensorflow/lite/micro/micro_interpreter_graph.cc ResetVariableTensors
        memory.fill(type === 'INT8' ? (quantization?.zeroPoints[0] ?? 0) : 0, address, address + bytes);
      }
      for (const { bytes, initial } of resources) bytes?.fill(initial);
      for (const graph of graphs) for (const prepared of graph) prepared.reset?.();
    },
  };
  interpreter.reset();
  return interpreter;
}

type PreparedSubgraph = readonly Prepared[];

function runAll(graph: PreparedSubgraph): void {
  for (let i = 0; i < graph.length; i++) graph[i].run();
}

interface Allocate {
  persistent(bytes: number): number;
  workspace(bytes: number): number;
}

/** Persistent memory grows from below; every workspace starts at one place near the end, so that the largest decides. */
function allocator(from: number, to: number): Allocate {
  let end = from;
  let workspace = to;
  const align = (at: number) => Math.ceil(at / ALIGNMENT) * ALIGNMENT;
  const check = () => {
    if (end > workspace) reject('micro/memory', 'the operators need more memory than kd-gate gives a model');
  };
  return {
    persistent(bytes) {
      const address = align(end);
      end = address + bytes;
      check();
      return address;
    },
    workspace(bytes) {
      const address = Math.floor((to - bytes) / ALIGNMENT) * ALIGNMENT;
      workspace = Math.min(workspace, address);
      check();
      return address;
    },
  };
}

interface Context {
  readonly kernels: Kernels;
  readonly allocate: Allocate;
  readonly graphAt: (subgraph: number) => PreparedGraph | undefined;
  readonly resources: Resource[];
}

function prepareGraph(graph: Subgraph, tensors: readonly OpTensor[], context: Context): PreparedSubgraph {
  return graph.operators.map((operator, index) => {
    const op = opOf(operator);
    if (!op) throw new Error(`${operator.code} passed checkSupported`);
    const prepared = attempt(() =>
      op({
        operator,
        inputs: operator.inputs.map((i) => (i < 0 ? undefined : tensors[i])),
        outputs: operator.outputs.map((i) => tensors[i]),
        kernels: context.kernels,
        persistent: context.allocate.persistent,
        workspace: context.allocate.workspace,
        subgraph: context.graphAt,
        resources: context.resources,
      }),
    );
    if (prepared.ok) return prepared.value;
    const name = `operator ${index} (${nameOf(operator)})`;
    return must({
      ok: false,
      problems: prepared.problems.map((problem) => ({ ...problem, message: `${name}: ${problem.message}` })),
    });
  });
}
