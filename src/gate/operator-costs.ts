// What each operator of the main graph costs: weights in flash, executed instructions, milliseconds on a board.
import type { OperatorCycles } from '../board/cycle-count.ts';
import type { executedOf } from '../board/executed.ts';
import type { Latency } from '../board/latency.ts';
import type { ResolvedModel } from '../micro/resolve.ts';
import { MOST_OPERATORS } from '../report/operator-costs.ts';

/** Bytes of constants by operator of the main graph; what several read counts at the first of them. */
export function weightBytesOf({ model, operators: [main] }: ResolvedModel): number[] {
  const counted = new Set<number>([0]);
  return main.map(({ node: { operator } }) => {
    const buffers = operator.inputs.flatMap((input) => model.subgraphs[0].tensors[input]?.buffer ?? []);
    const own = [...new Set(buffers)].filter((buffer) => !counted.has(buffer));
    for (const buffer of own) counted.add(buffer);
    return own.reduce((sum, buffer) => sum + model.buffers[buffer].length, 0);
  });
}

/** Undefined where nothing is known of any operator. `operators`: those that are known. */
export function instructionsByOperator(
  { operators = [] }: ReturnType<typeof executedOf>,
  count: number,
): (number | null)[] | undefined {
  return operators.length === 0 ? undefined : byOperator(operators, count, Math.round);
}

/** As `instructionsByOperator`, in milliseconds. */
export function msByOperator(
  { operators }: Pick<Latency, 'operators'>,
  clockHz: number,
  count: number,
): (number | null)[] | undefined {
  return byOperator(operators, count, (cycles) => (1000 * cycles) / clockHz);
}

function byOperator(
  operators: readonly OperatorCycles[],
  count: number,
  figureOf: (cycles: number) => number,
): (number | null)[] | undefined {
  if (count > MOST_OPERATORS) return undefined;
  const cycles = new Map(operators.map((operator) => [operator.operatorIndex, operator.cycles]));
  return Array.from({ length: count }, (_, i) => {
    const own = cycles.get(i);
    return own === undefined || own > Number.MAX_SAFE_INTEGER ? null : figureOf(own);
  });
}
