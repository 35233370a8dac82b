// What a kd.yaml says that a report must agree with, and whose rules judge: found anew, whatever the report tells.
import { attemptLater, must, type Outcome, type Problem } from '../../base/problem.ts';
import type { FoundRules } from '../../baseline/base-rules.ts';
import { type ReadBoard, resolveBoards } from '../../config/resolve-boards.ts';
import { type Rules, rulesOf } from '../../config/rules.ts';
import { settingsOf } from '../../config/settings.ts';
import type { SpecText } from '../../gate/read-spec.ts';
import type { ModelFacts, SpecFacts } from '../../report/judge-again.ts';
import type { WhoseRules } from '../defaults.ts';
import { ruleOn } from '../run/ruling.ts';

/** Where the base's rules come from. */
export interface BaseQuestion {
  readonly wanted: WhoseRules;
  /** `own`: the head's rules. Never fails. */
  find(own: Rules): Promise<FoundRules>;
}

export interface JudgingFacts {
  readonly facts: SpecFacts;
  /** Why the base's rules are not known. */
  readonly problem?: Problem;
}

/** `read`: a board file that kd.yaml names. `base`: undefined where there is none. Problems: those of the boards. */
export function specFactsOf(
  { spec, sha256 }: SpecText,
  read: ReadBoard,
  base: BaseQuestion | undefined,
): Promise<Outcome<JudgingFacts>> {
  return attemptLater(async () => {
    const own = rulesOf(spec, must(await resolveBoards(read, spec, { calibrates: false })));
    const found = await base?.find(own);
    const ruling = base && found && ruleOn(base.wanted, found.rules, own, spec);
    const models = [...own].map(([name, rules]): [string, ModelFacts] => {
      const { limits, boards, reserve } = ruling?.judging?.get(name) ?? rules;
      return [
        name,
        { limits, boards, reserve, settings: { ...settingsOf(spec.models[name]), seed: String(spec.seed) } },
      ];
    });
    const facts = { file: spec.file, sha256, seed: spec.seed, models: new Map(models), rules: ruling?.reported };
    return { facts: { ...facts, base: found?.commit }, problem: ruling?.problem };
  });
}
