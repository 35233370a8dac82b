// A graph model of TensorFlow.js, a GraphDef as JSON: what its answer is, and what it may not hold.
import { reject } from '../../base/problem.ts';
import { excerpt, quoteNames } from '../../base/quote.ts';
import type { Task } from '../../base/task.ts';
import { type JsonObject, listOf, objectOf, textOf } from '../../keras/json.ts';
import { readsInFront } from '../final-activation.ts';

export interface GraphAnswer {
  /** The node to read. */
  readonly output: string;
  readonly isInFront: boolean;
}

const MOST_NODES = 50_000;
/** They turn until a tensor says so, or call what the file doesn't show. */
const CONTROL_FLOW = /^(Stateless)?(While|If|Case)$|^(Enter|Exit|NextIteration|LoopCond|Merge|Switch)$|^TensorList/;
const PASSED = new Set(['Identity', 'Squeeze', 'Reshape', 'IdentityN']);

/** Leaves the enclosing attempt where the graph is no classifier that TensorFlow.js runs at once. */
export function graphAnswer(topology: JsonObject, signature: JsonObject, task: Task): GraphAnswer {
  const nodes = listOf(topology.node).map(objectOf);
  if (nodes.length > MOST_NODES) {
    reject('teacher/graph', `the teacher's graph has ${nodes.length} nodes; ${MOST_NODES} are supported`);
  }
  const turning = nodes.find(({ op }) => CONTROL_FLOW.test(textOf(op)));
  if (turning) {
    const what = `the teacher's graph has the operator ${textOf(turning.op)} (${excerpt(textOf(turning.name))})`;
    reject('teacher/graph', `${what}, control flow, which is not supported; give the Keras file, or a layers model`);
  }
  const byName = new Map(nodes.map((node) => [textOf(node.name), node]));
  const output = outputOf(nodes, signature);
  const { op, input } = producerOf(byName, output);
  const activation = op === 'Softmax' ? 'softmax' : op === 'Sigmoid' ? 'sigmoid' : undefined;
  if (!activation || !readsInFront(activation, task, op)) return { output, isInFront: false };
  return { output: input, isInFront: true };
}

/** As the signature says, else the only node that no other reads. */
function outputOf(nodes: readonly JsonObject[], signature: JsonObject): string {
  const signed = Object.values(objectOf(signature.outputs)).map((value) => textOf(objectOf(value).name));
  const read = new Set(nodes.flatMap(({ input }) => listOf(input).map((name) => nodeOf(textOf(name)))));
  const ends = nodes.filter(({ name, op }) => !read.has(textOf(name)) && op !== 'NoOp').map(({ name }) => textOf(name));
  const outputs = signed.length > 0 ? signed : ends;
  if (outputs.length === 1) return outputs[0];
  const named = outputs.length > 0 ? ` (${quoteNames(outputs)})` : '';
  return reject('teacher/graph', `the teacher has ${outputs.length} outputs${named}; it must have one`);
}

/** The operator in front of what only hands on, and its first input. */
function producerOf(byName: ReadonlyMap<string, JsonObject>, output: string): { op: string; input: string } {
  let name = nodeOf(output);
  for (let steps = 0; steps < MOST_NODES; steps++) {
    const node = byName.get(name) ?? {};
    const op = textOf(node.op);
    const input = textOf(listOf(node.input)[0]);
    if (!PASSED.has(op)) return { op, input };
    name = nodeOf(input);
  }
  return { op: '', input: '' };
}

/** `^name` is a control input, `name:1` the second output. */
function nodeOf(input: string): string {
  return input.replace(/^\^/, '').replace(/:\d+$/, '');
}
