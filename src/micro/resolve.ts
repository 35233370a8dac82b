// A model's operators, each looked up once: with its row of the table, and its tensors in the shapes that they run
// with.
import { attempt, must, type Outcome, type Problem, reject, rejectAll } from '../base/problem.ts';
import { excerptEnd } from '../base/quote.ts';
import type { Model, Operator, Subgraph, Tensor } from '../tflite/model.ts';
import { lackOf } from './lacks.ts';
import type { OperatorNode } from './op.ts';
import { listed, type OperatorProblem } from './operator-problems.ts';
import { OPERATORS, type OperatorRow, type OperatorTable } from './operators.ts';
import type { Place } from './place.ts';

export interface ResolvedOperator extends Place {
  /** The builtin's name, or a custom operator's own. */
  readonly name: string;
  readonly row: OperatorRow;
  readonly node: OperatorNode;
}

export interface ResolvedModel {
  /** With the shapes that operators give their outputs, whatever the file says. */
  readonly model: Model;
  /** By subgraph. */
  readonly operators: readonly (readonly ResolvedOperator[])[];
}

/** TFLITE_SCHEMA_VERSION, with which firmware compares the model's before it makes a MicroInterpreter. */
const SCHEMA_VERSION = 3;

/**
 * Looks every operator up, for all that runs or measures the model. The model that comes back is a copy of the file's
 * with some shapes replaced: where a row has an `outputShape`, the operator's first output gets what that gives.
 * Problems: `micro/schema-version`; `micro/unsupported` for each kind of operator that the table lacks.
 */
export function resolve(file: Model, table: OperatorTable = OPERATORS): Outcome<ResolvedModel> {
  return attempt(() => {
    const { resolved, unsupported } = must(lookUp(file, table));
    rejectAll(unsupported);
    return resolved;
  });
}

export interface LookUp {
  /** Operators that the table lacks have a row that can't be prepared. */
  readonly resolved: ResolvedModel;
  /** `micro/unsupported` for each kind of operator that the table lacks. */
  readonly unsupported: readonly Problem[];
}

/** As `resolve`, but goes on past operators that the table lacks, so that the others can be checked as well. */
export function lookUp(file: Model, table: OperatorTable = OPERATORS): Outcome<LookUp> {
  return attempt(() => {
    if (file.version !== SCHEMA_VERSION) {
      const only = `TFLM supports version ${SCHEMA_VERSION} only`;
      reject('micro/schema-version', `the model has schema version ${file.version}; ${only}`);
    }
    const rows = rowsOf(file, table);
    const model = { ...file, subgraphs: file.subgraphs.map((graph, i) => reshaped(graph, rows[i])) };
    const operators = model.subgraphs.map((_, i) => resolvedOperators(model, i, rows[i]));
    const lacking = operators.flat().filter(({ row }) => row === LACKING);
    const unsupported = listed(
      lacking.map((operator): OperatorProblem => {
        const message = lackOf(operator.name, operator.node.operator.code === 'CUSTOM');
        return { operator, code: 'micro/unsupported', message };
      }),
    );
    return { resolved: { model, operators }, unsupported };
  });
}

/** Stands for an operator that the table lacks. */
const LACKING: OperatorRow = {
  prepare: () => reject('micro/unsupported', 'is not supported'),
  footprint: { opDataBytes: { cmsis_nn: 0, reference: 0 }, prepare: () => [] },
};

/** By subgraph and operator. */
function rowsOf({ subgraphs }: Model, { builtins, customs }: OperatorTable): readonly (readonly OperatorRow[])[] {
  return subgraphs.map(({ operators }) =>
    operators.map((operator) => {
      const rows = operator.code === 'CUSTOM' ? customs : builtins;
      return rows.get(nameOf(operator)) ?? LACKING;
    }),
  );
}

function nameOf({ code, customCode = '' }: Operator): string {
  return code === 'CUSTOM' ? customCode : code;
}

function resolvedOperators(model: Model, subgraph: number, rows: readonly OperatorRow[]): readonly ResolvedOperator[] {
  const { tensors, operators } = model.subgraphs[subgraph];
  const dataOf = (tensor: Tensor | undefined) => {
    const data = tensor && model.buffers[tensor.buffer];
    return data && data.length > 0 ? data : undefined;
  };
  return operators.map((operator, index): ResolvedOperator => {
    const node: OperatorNode = {
      operator,
      inputs: operator.inputs.map((i) => tensors[i]),
      outputs: operator.outputs.map((i) => tensors[i]),
      inputData: operator.inputs.map((i) => dataOf(tensors[i])),
    };
    return { subgraph, index, name: nameOf(operator), row: rows[index], node };
  });
}

/** Converters join the names of everything that was fused; the end tells most. Messages hold no more of it. */
function withShownName(tensor: Tensor): Tensor {
  const name = excerptEnd(tensor.name);
  return name === tensor.name ? tensor : { ...tensor, name };
}

/** In the order of the operators, as one's output is the next one's input. */
function reshaped(graph: Subgraph, rows: readonly OperatorRow[]): Subgraph {
  const tensors = graph.tensors.map(withShownName);
  graph.operators.forEach(({ inputs, outputs }, index) => {
    const shapeOf = rows[index].outputShape;
    const [input, output] = [tensors[inputs[0]], tensors[outputs[0]]];
    if (!shapeOf || !input || !output) return;
    tensors[outputs[0]] = { ...output, shape: shapeOf(input.shape, output.shape, inputs.length) };
  });
  return { ...graph, tensors };
}
