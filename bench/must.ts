// The value of an outcome; its problems end a bench with exit status 2.
import { describeProblem, type Outcome } from '../src/base/problem.ts';

export function must<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  for (const problem of outcome.problems) console.error(describeProblem(problem));
  process.exit(2);
}
