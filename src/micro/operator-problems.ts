// Problems of operators as people read them: alike ones are one, with the numbers of all that have it.
import type { Problem } from '../base/problem.ts';
import type { ProblemCode } from '../base/problem-codes.ts';
import { describeOperator, type Place } from './place.ts';

export interface OperatorProblem {
  readonly operator: Place & { readonly name: string };
  readonly code: ProblemCode;
  readonly message: string;
}

const MOST_KINDS = 20;
const MOST_NUMBERS = 12;

/** In the order of the operators, each beginning with their numbers and name. */
export function listed(problems: readonly OperatorProblem[]): readonly Problem[] {
  const kinds = new Map<string, OperatorProblem[]>();
  for (const problem of problems) {
    const { operator, code, message } = problem;
    // Names of tensors differ where nothing else does.
    const kind = JSON.stringify([operator.name, code, message.replace(/"[^"]*"/g, '')]);
    const alike = kinds.get(kind);
    if (alike) alike.push(problem);
    else kinds.set(kind, [problem]);
  }
  const all = [...kinds.values()].map(describeKind);
  if (all.length <= MOST_KINDS) return all;
  const rest = `${all.length - MOST_KINDS} further kinds of problems with operators are left out`;
  return [...all.slice(0, MOST_KINDS), { code: all[MOST_KINDS].code, message: rest }];
}

function describeKind(alike: readonly OperatorProblem[]): Problem {
  const [{ operator, code, message }] = alike;
  return { code, message: `${describeAll(operator.name, alike)}: ${message}` };
}

/** `operators 3, 5 and 9 (TILE)`; other subgraphs than the main one are named. */
function describeAll(name: string, alike: readonly OperatorProblem[]): string {
  if (alike.length === 1) return describeOperator(alike[0].operator);
  const numbers = alike.slice(0, MOST_NUMBERS).map(({ operator: { subgraph, index } }) => {
    return subgraph === 0 ? String(index) : `${index} of subgraph ${subgraph}`;
  });
  const last = alike.length > MOST_NUMBERS ? `${alike.length - MOST_NUMBERS} more` : numbers.pop();
  return `operators ${numbers.join(', ')} and ${last} (${name})`;
}
