// Verdicts and how several become one.

/** From the most serious. `no baseline`: a relative budget with nothing to compare with, which decides nothing. */
export const VERDICTS = ['fail', 'not measured', 'warn', 'pass', 'no baseline'] as const;

export type Verdict = (typeof VERDICTS)[number];

/** The most serious; of none, nothing was measured. `not measured` outranks `warn`, since it never passes a budget. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.length === 0) return 'not measured';
  const judged: readonly Verdict[] = verdicts.filter((v) => v !== 'no baseline');
  return VERDICTS.find((v) => judged.includes(v)) ?? 'pass';
}

/** The exit status that the command line promises: 0 pass or warn, 1 a budget failed, 3 could not measure. */
export function exitStatus(verdict: Verdict): 0 | 1 | 3 {
  if (verdict === 'fail') return 1;
  return verdict === 'not measured' ? 3 : 0;
}
