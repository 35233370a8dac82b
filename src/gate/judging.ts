// Which rules judge a model: its own, or those that the base has for it.
import type { NamedBoard } from '../board/board.ts';
import type { Limit } from '../budget/judge.ts';
import type { Reserve } from '../budget/reserve.ts';
import { type ModelRules, type Rules, reserveOfRules } from '../config/rules.ts';
import type { Spec } from '../config/spec.ts';

export interface JudgingRules {
  readonly limits: readonly Limit[];
  readonly boards: readonly NamedBoard[];
  readonly reserve: Reserve;
}

/**
 * The base's rules for each of the head's models that the base has, under its new name too (`renamed`: new to old). The
 * head's further boards are measured beside the base's.
 */
export function rulesOfBase(
  base: Rules,
  head: Rules,
  renamed: ReadonlyMap<string, string>,
  headSpec: Pick<Spec, 'placeOf'>,
): ReadonlyMap<string, JudgingRules> {
  const judging = new Map<string, JudgingRules>();
  const reserve = reserveOfRules(base);
  for (const [name, own] of head) {
    const before = base.get(renamed.get(name) ?? name);
    if (before) judging.set(name, judgedBy(before, own, `models.${name}.budgets`, headSpec));
    // What the application needs is no matter of a model's own section.
    else if (reserve.length + own.reserve.length > 0) judging.set(name, { ...own, reserve });
  }
  return judging;
}

function judgedBy(base: ModelRules, own: ModelRules, section: string, spec: Pick<Spec, 'placeOf'>): JudgingRules {
  const added = own.boards.filter(({ id }) => !base.boards.some((board) => board.id === id));
  return {
    boards: [...base.boards, ...added],
    reserve: base.reserve,
    // A line of the base's kd.yaml is not there to be shown: the head's that stands for it is.
    limits: base.limits.map((limit) => {
      const twins = own.limits.filter(({ measure, kind }) => measure === limit.measure && kind === limit.kind);
      const twin = twins.find(({ only }) => only === limit.only) ?? twins[0];
      return { ...limit, place: twin?.place ?? { ...spec.placeOf(section), path: section } };
    }),
  };
}
