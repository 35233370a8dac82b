// What changed in the rules, in words, and what it means for the verdict.
import { TESTED_MEASURES } from '../budget/measures.ts';
import { type Verdict, worst } from '../budget/verdict.ts';
import { escapeMarkdown } from './escape.ts';
import { hasOtherTeacher } from './metrics.ts';
import type { ModelReport, Report, ReportedRules, RuleChange } from './report.ts';
import { MOST_RULE_CHANGES } from './rule-changes.ts';

/** Of a comment's line; the rest is folded. */
export const MOST_CHANGES_NAMED = 8;

type Outlook = Pick<Report, 'models' | 'missing' | 'rules'>;

/** Of the models, of what is missing, and of the rules. */
export function verdictOf({ models, missing = [], rules }: Pick<Outlook, 'models'> & Partial<Outlook>): Verdict {
  const absent = missing.map((): Verdict => 'not measured');
  return worst([...models.map(({ verdict }) => verdict), ...absent, ...verdictsOfRules(rules)]);
}

/** Rules that let more pass are never a plain pass; a model that the base's rules judge has to be there. */
function verdictsOfRules(rules: ReportedRules | undefined): Verdict[] {
  if (removedModels(rules).length > 0) return ['not measured'];
  return laxer(rules).length > 0 || isJudgedByHeadInstead(rules) ? ['warn'] : [];
}

/** Changes that let pass, or may, what failed on the base. */
export function laxer(rules: ReportedRules | undefined): RuleChange[] {
  return (rules?.changes ?? []).filter(({ effect }) => effect === 'looser' || effect === 'unclear');
}

/** Models that are missing under the base's rules. */
export function removedModels(rules: ReportedRules | undefined): string[] {
  if (rules?.judgedBy !== 'base') return [];
  return rules.changes.flatMap(({ what, model }) => (what === 'model removed' && model !== undefined ? [model] : []));
}

export function isJudgedByHeadInstead(rules: ReportedRules | undefined): boolean {
  return rules?.wanted === 'base' && rules.judgedBy === 'head';
}

/** `size max 8 KiB → 80 KiB`; after the model's name where there are several. */
export function describeChange(change: RuleChange, { models, rules }: Outlook): string {
  const names = [...models.map(({ name }) => name), ...(rules?.changes ?? []).flatMap(({ model = [] }) => model)];
  const isAboutModel = change.what.startsWith('model ');
  return change.model !== undefined && !isAboutModel && new Set(names).size > 1
    ? `${change.model}: ${change.text}`
    : change.text;
}

/** Text of files in it is escaped. */
export function changeAsMarkdown(change: RuleChange, report: Outlook): string {
  return escapeMarkdown(describeChange(change, report));
}

const ORDER: readonly RuleChange['effect'][] = ['looser', 'unclear', 'tighter', 'none'];

/** What lets more pass first; beyond the most that a report holds they are counted. */
export function listed(changes: readonly RuleChange[]): RuleChange[] {
  const sorted = [...changes].sort((a, b) => ORDER.indexOf(a.effect) - ORDER.indexOf(b.effect));
  if (sorted.length <= MOST_RULE_CHANGES) return sorted;
  const shown = sorted.slice(0, MOST_RULE_CHANGES - 1);
  const text = `and ${sorted.length - shown.length} more`;
  return [...shown, { what: 'more', effect: sorted[shown.length].effect, text }];
}

/** The same report under these rules. */
export function withRules(report: Report, rules: ReportedRules): Report {
  const changes = listed([...rules.changes, ...report.models.flatMap((model) => contentChanges(model, rules.changes))]);
  const ruled = { ...report, rules: { ...rules, changes } };
  return { ...ruled, verdict: verdictOf(ruled) };
}

export const OTHER_TEACHER = 'another teacher judges agreement';

/** A file of the same name with another content: kd.yaml doesn't tell. */
function contentChanges(model: ModelReport, changes: readonly RuleChange[]): RuleChange[] {
  const { name, base, inputs, budgets } = model;
  const isTold = (what: RuleChange['what']) => changes.some((one) => one.what === what && one.model === name);
  const isJudgedOn = (measures: readonly string[]) => budgets.some(({ measure }) => measures.includes(measure));
  if (!base) return [];
  const isOtherTest = base.inputs.test !== inputs.test && isJudgedOn(TESTED_MEASURES) && !isTold('test set');
  const isOtherTeacher = isJudgedOn(['agreement']) && !isTold('teacher') && hasOtherTeacher(model, base);
  const change = (what: RuleChange['what'], text: string): RuleChange => ({
    model: name,
    what,
    effect: 'unclear',
    text,
  });
  return [
    ...(isOtherTest ? [change('test set', "the test set's content changed")] : []),
    ...(isOtherTeacher ? [change('teacher', `${OTHER_TEACHER}: its answers changed`)] : []),
  ];
}

/** Whose rules judged, where that has to be said; undefined where the head's own did, as asked. */
export function describeJudge({ rules }: Pick<Report, 'rules'>): string | undefined {
  const isChanged = (rules?.changes ?? []).length > 0;
  const later = isChanged ? '; the changed ones hold after the merge' : '';
  if (rules?.judgedBy === 'base') return `judged by the base's rules${later}`;
  if (rules?.reason === undefined) return undefined;
  const instead = isJudgedByHeadInstead(rules) ? 'judged by its own rules, since ' : '';
  return `${instead}the base's rules are not known: ${rules.reason}`;
}
