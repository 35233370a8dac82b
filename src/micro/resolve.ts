// A model's operators, each looked up once: with its row of the table, and its tensors in the shapes that they run
// with.
import { reject } from '../base/problem.ts';
import type { Model, Operator, Subgraph } from '../tflite/model.ts';
import type { OperatorNode } from './op.ts';
import type { OperatorRow, OperatorTable } from './operators.ts';

export interface ResolvedOperator<Row = OperatorRow | undefined> {
  readonly subgraph: number;
  readonly index: number;
  /** The builtin's name, or a custom operator's own. */
  readonly name: string;
  /** Undefined where the table has no such operator. */
  readonly row: Row;
  readonly node: OperatorNode;
}

export interface ResolvedModel {
  /** With the shapes that operators give their outputs, whatever the file says. */
  readonly model: Model;
  /** By subgraph. */
  readonly operators: readonly (readonly ResolvedOperator[])[];
}

/** Inside an `attempt`. */
export function requireSchemaVersion({ version }: Model): void {
  if (version === 3) return;
  reject('micro/schema-version', `the model has schema version ${version}; TFLM takes version 3 only`);
}

export function resolve(file: Model, table: OperatorTable): ResolvedModel {
  const rows = file.subgraphs.map(({ operators }) => operators.map((operator) => rowOf(operator, table)));
  const model = { ...file, subgraphs: file.subgraphs.map((graph, i) => reshaped(graph, rows[i])) };
  const operators = model.subgraphs.map((graph, subgraph) => {
    const constants = new Set(graph.tensors.filter((tensor) => model.buffers[tensor.buffer].length > 0));
    return graph.operators.map((operator, index): ResolvedOperator => {
      const node: OperatorNode = {
        operator,
        inputs: operator.inputs.map((i) => graph.tensors[i]),
        outputs: operator.outputs.map((i) => graph.tensors[i]),
        isConstant: (tensor) => tensor !== undefined && constants.has(tensor),
      };
      return { subgraph, index, name: nameOf(operator), row: rows[subgraph][index], node };
    });
  });
  return { model, operators };
}

/** `operator 3`, and of which subgraph if not of the main one. */
export function describePlace({ subgraph, index }: Pick<ResolvedOperator, 'subgraph' | 'index'>): string {
  return subgraph === 0 ? `operator ${index}` : `operator ${index} of subgraph ${subgraph}`;
}

function rowOf({ code, customCode = '' }: Operator, { builtins, customs }: OperatorTable): OperatorRow | undefined {
  return code === 'CUSTOM' ? customs.get(customCode) : builtins.get(code);
}

function nameOf({ code, customCode }: Operator): string {
  return code === 'CUSTOM' ? (customCode ?? '') : code;
}

/** In the order of the operators, as one's output is the next one's input. */
function reshaped(graph: Subgraph, rows: readonly (OperatorRow | undefined)[]): Subgraph {
  const tensors = [...graph.tensors];
  graph.operators.forEach(({ inputs, outputs }, index) => {
    const shapeOf = rows[index]?.outputShape;
    const [input, output] = [tensors[inputs[0]], tensors[outputs[0]]];
    if (!shapeOf || !input || !output) return;
    tensors[outputs[0]] = { ...output, shape: shapeOf(input.shape, output.shape, inputs.length) };
  });
  return { ...graph, tensors };
}
