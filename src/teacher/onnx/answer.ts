// What an ONNX teacher answers with: its output, or the tensor in front of its softmax; and about how much it computes.
import { reject } from '../../base/problem.ts';
import { excerpt } from '../../base/quote.ts';
import type { Task } from '../../base/task.ts';
import { readsInFront } from '../final-activation.ts';
import type { OnnxModel, OnnxNode } from './model.ts';

/** They turn until a tensor says so. */
const CONTROL_FLOW = new Set(['Loop', 'If', 'Scan', 'SequenceMap']);
/** Those of the standard, and what onnxruntime adds. */
const DOMAINS = new Set(['', 'ai.onnx', 'ai.onnx.ml', 'com.microsoft']);
const PASSED = new Set(['Identity', 'Flatten', 'Reshape', 'Squeeze', 'Unsqueeze']);

export interface OnnxAnswer {
  readonly output: string;
  readonly isInFront: boolean;
}

/** Leaves the enclosing attempt where onnxruntime would run what can't be bounded. */
export function onnxAnswer({ nodes, outputs }: OnnxModel, task: Task): OnnxAnswer {
  for (const { op, domain } of nodes) {
    if (CONTROL_FLOW.has(op)) {
      reject('teacher/graph', `the teacher has the operator ${op}, control flow, which is not supported; unroll it`);
    }
    if (!DOMAINS.has(domain)) {
      const what = `the teacher has the operator ${excerpt(op)} of the domain ${excerpt(domain)}`;
      reject('teacher/graph', `${what}, which is code that is never executed; export it with standard operators`);
    }
  }
  if (outputs.length !== 1) {
    reject('teacher/graph', `the teacher has ${outputs.length} outputs; it must have one, the classes`);
  }
  const output = outputs[0].name;
  const { op = '', inputs = [] } = producerOf(nodes, output) ?? {};
  const activation = op === 'Softmax' ? 'softmax' : op === 'Sigmoid' ? 'sigmoid' : undefined;
  if (!activation || !readsInFront(activation, task, op)) return { output, isInFront: false };
  return { output: inputs[0] ?? output, isInFront: true };
}

/** Behind what only hands on. */
function producerOf(nodes: readonly OnnxNode[], output: string): OnnxNode | undefined {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  let node = producers.get(output);
  for (let steps = 0; node && PASSED.has(node.op) && steps < nodes.length; steps++) {
    node = producers.get(node.inputs[0] ?? '');
  }
  return node;
}

/**
 * The model with this tensor as one more output. A second graph in the bytes of a model is merged into the first, as
 * protocol buffers have it for every message that isn't repeated.
 */
export function withOutput(bytes: Uint8Array, name: string): Uint8Array {
  const own = new TextEncoder().encode(name);
  // ValueInfoProto { name = 1, type = 2 { tensor_type = 1 { elem_type = 1: FLOAT } } }
  const value = [0x0a, ...lengthOf(own.length), ...own, 0x12, 4, 0x0a, 2, 0x08, 1];
  const output = [0x62, ...lengthOf(value.length), ...value];
  const graph = [0x3a, ...lengthOf(output.length), ...output];
  const all = new Uint8Array(bytes.length + graph.length);
  all.set(bytes);
  all.set(graph, bytes.length);
  return all;
}

function lengthOf(length: number): readonly number[] {
  return length < 0x80 ? [length] : [(length & 0x7f) | 0x80, ...lengthOf(length >>> 7)];
}

/**
 * Multiply-accumulates of one sample, at most: each weight of a convolution or a recurrent layer counts once for every
 * position of the model's input (strides make it fewer), every other once.
 */
export function macsOfOnnx({ nodes, weights }: OnnxModel, positions: number): number {
  let macs = 0;
  for (const { op, inputs } of nodes) {
    const own = inputs.reduce((sum, name) => sum + (weights.get(name) ?? 0), 0);
    macs += own * (/Conv|LSTM|GRU|RNN/.test(op) ? positions : 1);
  }
  return macs;
}
