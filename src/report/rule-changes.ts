// What changed in the rules that judge, in a report.
import { closed, place, text } from './schema-parts.ts';

/** So many changes are listed; the rest is counted. */
export const MOST_RULE_CHANGES = 1000;

export const RULE_CHANGE_SCHEMA = closed(['what', 'effect', 'text'], {
  model: text,
  what: {
    enum: [
      ...(['budget', 'level', 'board', 'test set', 'teacher', 'reserve'] as const),
      ...(['model added', 'model removed', 'model renamed', 'more'] as const),
    ],
  },
  before: text,
  after: text,
  effect: {
    enum: ['looser', 'unclear', 'tighter', 'none'],
    description: 'Whether what failed on the base may pass now; `unclear` where that depends on more than the rules.',
  },
  text: { ...text, description: 'In words, without the name of the model: `size max 8 KiB → 80 KiB`.' },
  place,
});

export const RULES_SCHEMA = closed(
  ['wanted', 'judgedBy', 'changes'],
  {
    wanted: { enum: ['head', 'base'], description: 'Whose rules were asked for.' },
    judgedBy: { enum: ['head', 'base'] },
    reason: { ...text, description: "Why the base's rules are not known." },
    changes: { type: 'array', maxItems: MOST_RULE_CHANGES, items: RULE_CHANGE_SCHEMA },
  },
  "What judges: budgets, boards and models of the base's kd.yaml against those of the head's.",
);
