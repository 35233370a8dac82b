// Runs subgraphs: the main one as Invoke does, and others as control-flow operators call them, within a limit of work.
import { attempt, type Outcome, reject, withProblems } from '../base/problem.ts';
import type { OperatorRun, Preparation } from './op.ts';
import { callOperationsOf, rejectWork } from './operations.ts';
import { describeOperator } from './place.ts';
import type { ResolvedModel } from './resolve.ts';
import type { Placement } from './tensors/placement.ts';

export interface PreparedSubgraph {
  readonly runs: readonly OperatorRun[];
  /** By operator, of one run. */
  readonly operations: readonly number[];
}

export interface SubgraphCalls {
  readonly subgraph: Preparation['subgraph'];
  /** Runs the main subgraph. Problems begin with the place and name of the operator that refuses. */
  invoke(): Outcome<undefined>;
}

/** `graphs` fills as operators prepare. */
export function subgraphCalls(
  { model: { subgraphs }, operators }: ResolvedModel,
  tensors: Placement['tensors'],
  graphs: readonly PreparedSubgraph[],
  mostOperations: number,
): SubgraphCalls {
  let [depth, spent] = [0, 0];
  // Which operator of which subgraph runs, by depth.
  const running = subgraphs.map(() => ({ subgraph: 0, index: 0 }));
  const runAll = (subgraph: number) => {
    const { runs, operations } = graphs[subgraph];
    const at = running[depth];
    at.subgraph = subgraph;
    for (let i = 0; i < runs.length; i++) {
      at.index = i;
      spent += operations[i];
      if (spent > mostOperations) rejectWork(mostOperations);
      runs[i].run();
    }
  };
  const call = (subgraph: number, operations: number) => {
    if (depth + 1 === subgraphs.length) reject('micro/control-flow', `subgraph ${subgraph} calls itself`);
    spent += operations;
    if (spent > mostOperations) rejectWork(mostOperations);
    depth++;
    runAll(subgraph);
    depth--;
  };
  /** The operator of the main subgraph, and the one inside of it that was running. */
  const whereabouts = () => {
    const places = depth === 0 ? [running[0]] : [running[0], running[depth]];
    return places.map(({ subgraph, index }) => describeOperator(operators[subgraph][index])).join(': ');
  };
  return {
    subgraph(index) {
      const graph = subgraphs[index];
      if (!graph) return undefined;
      const [inputs, outputs] = [graph.inputs, graph.outputs].map((list) => list.map((i) => tensors[index][i]));
      const operations = callOperationsOf([...inputs, ...outputs]);
      return { inputs, outputs, run: () => call(index, operations) };
    },
    invoke() {
      [depth, spent] = [0, 0];
      const outcome = attempt(() => {
        runAll(0);
        return undefined;
      });
      return withProblems(outcome, ({ message, ...problem }) => ({
        ...problem,
        message: `${whereabouts()}: ${message}`,
      }));
    },
  };
}
