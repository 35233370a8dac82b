// From when to when each tensor and scratch buffer is needed, in TFLM's allocation scopes: one per operator, in order
// of execution. tensorflow/lite/micro/micro_allocation_info.cc, AllocationInfoBuilder::MarkAllocationLifetimes
import { reject } from '../../base/problem.ts';
import type { ResolvedModel, ResolvedOperator } from '../resolve.ts';

/** Scopes count from 0, the start of the graph; -1 for what the graph never touches. */
export interface Lifetime {
  readonly firstUse: number;
  readonly lastUse: number;
}

export interface ScratchRequest {
  readonly subgraph: number;
  readonly operator: number;
  readonly bytes: number;
}

export interface Lifetimes {
  /** By subgraph and tensor. */
  readonly tensors: readonly (readonly Lifetime[])[];
  readonly scratch: readonly Lifetime[];
  /** Scope of every operator of the main graph. */
  readonly scopes: readonly number[];
}

/** More scopes than any model that fits a microcontroller has; subgraphs that call one another in a circle end here. */
const MOST_SCOPES = 100_000;
/** Marks of a tensor: subgraphs that many operators call are gone through for each. */
const MOST_MARKS = 10_000_000;

/** Inside an `attempt`. */
export function lifetimesOf({ model, operators }: ResolvedModel, requests: readonly ScratchRequest[]): Lifetimes {
  const tensors = model.subgraphs.map((graph) => graph.tensors.map(() => ({ firstUse: -1, lastUse: -1 })));
  const scratch = requests.map(() => ({ firstUse: -1, lastUse: -1 }));
  const requestsOf = new Map<string, number[]>();
  requests.forEach(({ subgraph, operator }, i) => {
    const key = `${subgraph} ${operator}`;
    requestsOf.set(key, [...(requestsOf.get(key) ?? []), i]);
  });
  const scopes: number[] = [];
  const marksOf = model.subgraphs.map(({ inputs, outputs, operators }) =>
    operators.reduce((sum, op) => sum + op.inputs.length + op.outputs.length, inputs.length + outputs.length),
  );
  let [scope, marks] = [0, 0];

  const mark = (subgraph: number, depth: number) => {
    const graph = model.subgraphs[subgraph];
    if (!graph || depth > model.subgraphs.length || scope > MOST_SCOPES) {
      reject('micro/control-flow', `an operator calls subgraph ${subgraph}, which doesn't exist or calls itself`);
    }
    marks += marksOf[subgraph];
    if (marks > MOST_MARKS) reject('micro/size', `subgraph ${subgraph} is called too often for its many tensors`);
    const lives = tensors[subgraph];
    const created = (index: number) => {
      lives[index] = { firstUse: scope, lastUse: scope };
    };
    const used = (index: number) => {
      lives[index] = { ...lives[index], lastUse: scope };
    };
    for (const index of graph.inputs) created(index);
    for (const index of graph.outputs) created(index);
    operators[subgraph].forEach((resolved, index) => {
      const { operator } = resolved.node;
      scope++;
      if (depth === 0) scopes.push(scope);
      for (const output of operator.outputs) created(output);
      const start = scope;
      for (const called of calledSubgraphs(resolved)) {
        scope++;
        mark(called, depth + 1);
      }
      for (const input of operator.inputs) if (input >= 0) used(input);
      for (const output of operator.outputs) used(output);
      for (const i of requestsOf.get(`${subgraph} ${index}`) ?? []) scratch[i] = { firstUse: start, lastUse: scope };
    });
    for (const index of graph.outputs) used(index);
  };
  mark(0, 0);
  return { tensors, scratch, scopes };
}

/** AllocationInfoBuilder::MarkSubgraphLifetimesIfNecessary */
function calledSubgraphs({ row, node: { operator } }: ResolvedOperator): number[] {
  return (row.calls ?? []).map((option) => Number(operator.options[option] ?? 0));
}
