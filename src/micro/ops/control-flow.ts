// IF, WHILE, CALL_ONCE and resource variables: tensorflow/lite/micro/kernels/if.cc, while.cc, call_once.cc,
// var_handle.cc, assign_variable.cc, read_variable.cc; micro_resource_variable.cc.
import { reject } from '../../base/problem.ts';
import type { Kernels } from '../../simd/kernels.ts';
import type { Op, OpTensor, Preparation, PreparedGraph, Resource } from '../op.ts';
import { isQuantized, zeroPointOf } from '../tensors/quantization.ts';
import { allInputs, inputAt, outputAt, requireType } from '../tensors/tensor.ts';
import { int32, rawBytes } from '../tensors/views.ts';
import { variableKey, variableName } from '../variables.ts';

function graphAt({ subgraph, operator }: Preparation, option: string): PreparedGraph {
  const index = Number(operator.options[option] ?? 0);
  return subgraph(index) ?? reject('micro/control-flow', `there is no subgraph ${index}`);
}

/** Copies from each tensor to its partner. */
function copies({ memory }: Kernels, from: readonly OpTensor[], to: readonly OpTensor[]): () => void {
  if (from.length !== to.length) reject('micro/control-flow', `${from.length} tensors go to ${to.length}`);
  const pairs = from.map((source, i): [Uint8Array, Uint8Array] => {
    const target = to[i];
    if (source.type !== target.type || source.bytes !== target.bytes) {
      reject('micro/control-flow', `"${source.name}" and "${target.name}" differ in type or size`);
    }
    const bytes = ({ address, bytes }: OpTensor) => new Uint8Array(memory, address, bytes);
    return [bytes(source), bytes(target)];
  });
  return () => {
    for (const [source, target] of pairs) target.set(source);
  };
}

function conditionOf(kernels: Kernels, tensor: OpTensor | undefined): () => boolean {
  if (!tensor) return reject('micro/control-flow', 'the condition is missing');
  requireType(tensor, 'BOOL');
  if (tensor.elements < 1) reject('micro/control-flow', 'the condition has no value');
  const bytes = rawBytes(kernels, tensor);
  return () => bytes[0] !== 0;
}

export const branch: Op = (preparation) => {
  const { kernels, outputs } = preparation;
  const [condition, ...inputs] = allInputs(preparation);
  const isTrue = conditionOf(kernels, condition);
  if (condition.elements !== 1) reject('micro/control-flow', `"${condition.name}" must hold one value`);
  const branches = ['thenSubgraphIndex', 'elseSubgraphIndex'].map((option) => {
    const graph = graphAt(preparation, option);
    const [enter, leave] = [copies(kernels, inputs, graph.inputs), copies(kernels, graph.outputs, outputs)];
    return () => {
      enter();
      graph.run();
      leave();
    };
  });
  return { run: () => branches[isTrue() ? 0 : 1]() };
};

export const loop: Op = (preparation) => {
  const { kernels, outputs } = preparation;
  const inputs = allInputs(preparation);
  const [condition, body] = ['condSubgraphIndex', 'bodySubgraphIndex'].map((option) => graphAt(preparation, option));
  const isTrue = conditionOf(kernels, condition.outputs[0]);
  const start = copies(kernels, inputs, outputs);
  const ask = copies(kernels, outputs, condition.inputs);
  const enter = copies(kernels, outputs, body.inputs);
  const leave = copies(kernels, body.outputs, outputs);
  return {
    run() {
      start();
      // The interpreter's limit of work ends a loop without an end.
      for (;;) {
        ask();
        condition.run();
        if (!isTrue()) return;
        enter();
        body.run();
        leave();
      }
    },
  };
};

export const callOnce: Op = (preparation) => {
  const graph = graphAt(preparation, 'initSubgraphIndex');
  if (graph.inputs.length > 0 || graph.outputs.length > 0) {
    reject('micro/control-flow', 'a subgraph that is called once has neither inputs nor outputs');
  }
  let hasRun = false;
  return {
    run() {
      if (hasRun) return;
      hasRun = true;
      graph.run();
    },
    reset() {
      hasRun = false;
    },
  };
};

export const varHandle: Op = (preparation) => {
  const { operator, resources, kernels } = preparation;
  const output = outputAt(preparation, 0);
  requireType(output, 'RESOURCE');
  if (output.elements < 1) reject('micro/shape', `"${output.name}" has no place for an id`);
  const key = variableKey(operator);
  const id = resources.ids.get(key) ?? resources.list.push({ name: variableName(operator), initial: 0 }) - 1;
  resources.ids.set(key, id);
  resources.byHandle.set(output, resources.list[id]);
  const y = new Int32Array(kernels.memory, output.address, output.elements);
  const run = () => {
    y[0] = id;
  };
  return { run };
};

function requireHandle(handle: OpTensor): void {
  requireType(handle, 'RESOURCE', 'INT32');
  if (handle.elements < 1) reject('micro/shape', `"${handle.name}" holds no id`);
}

/** While the model runs. */
function resourceOf({ resources, kernels }: Preparation, handle: OpTensor): () => Resource {
  const ids = int32(kernels, handle);
  return () => resources.list[ids[0]] ?? reject('micro/resource', `there is no resource variable ${ids[0]}`);
}

function bytesOf({ bytes, name }: Resource, tensor: OpTensor): Uint8Array {
  if (!bytes) {
    const fix = 'an ASSIGN_VARIABLE in the same subgraph as its VAR_HANDLE makes room for it';
    return reject('micro/resource', `nothing is ever assigned to the variable "${name}": Invoke aborts; ${fix}`);
  }
  if (bytes.length !== tensor.bytes) {
    reject('micro/resource', `"${name}" has ${bytes.length} bytes, "${tensor.name}" ${tensor.bytes}`);
  }
  return bytes;
}

/** MicroResourceVariables::Allocate: the first ASSIGN_VARIABLE decides on size and initial value. A handle that comes
 * from another subgraph names nothing yet. */
function allocate({ resources }: Preparation, handle: OpTensor, value: OpTensor): void {
  const resource = resources.byHandle.get(handle);
  if (!resource) return;
  if (!resource.bytes) {
    resource.bytes = new Uint8Array(value.bytes);
    // Its lowest byte, in every byte of the variable.
    resource.initial = isQuantized(value) ? zeroPointOf(value) & 0xff : 0;
    resource.bytes.fill(resource.initial);
  }
  bytesOf(resource, value);
}

export const assignVariable: Op = (preparation) => {
  const [handle, value] = [inputAt(preparation, 0), inputAt(preparation, 1)];
  requireHandle(handle);
  allocate(preparation, handle, value);
  const resource = resourceOf(preparation, handle);
  const x = rawBytes(preparation.kernels, value);
  return { run: () => bytesOf(resource(), value).set(x) };
};

export const readVariable: Op = (preparation) => {
  const [handle, output] = [inputAt(preparation, 0), outputAt(preparation, 0)];
  requireHandle(handle);
  const resource = resourceOf(preparation, handle);
  const y = rawBytes(preparation.kernels, output);
  return { run: () => y.set(bytesOf(resource(), output)) };
};
