// The verdict of a report in words, and what it means for the check.
import { listFirst } from '../base/one-of.ts';
import { exitStatus, type Verdict } from '../budget/verdict.ts';
import { hasChanged } from './changed.ts';
import { escapeMarkdown } from './escape.ts';
import { formatCount } from './format.ts';
import type { ModelReport, Report, ReportedJudgement } from './report.ts';
import { budgetText, excessText, labelOfJudgement } from './rows.ts';
import { changeAsMarkdown, isJudgedByHeadInstead, laxer, removedModels } from './rules.ts';

/** Whether someone with write access accepted what would fail. */
export function isAccepted({ verdict, waiver }: Pick<Report, 'verdict' | 'waiver'>): boolean {
  return waiver?.status === 'accepted' && exitStatus(verdict) !== 0;
}

/** The check's own verdict: `accepted` where a waiver turned a failure. */
export function decisionOf(report: Pick<Report, 'verdict' | 'waiver'>): Verdict | 'accepted' {
  return isAccepted(report) ? 'accepted' : report.verdict;
}

/** The exit status after the waiver. */
export function statusOfReport(report: Pick<Report, 'verdict' | 'waiver'>): 0 | 1 | 3 {
  return isAccepted(report) ? 0 : exitStatus(report.verdict);
}

/** What the headline names of several. */
const MOST_NAMED = 3;

/** A judgement, and the model that it is about. */
interface Finding {
  readonly model: ModelReport;
  readonly judgement: ReportedJudgement;
}

/** One line of Markdown, which reads the same as text. */
export function headlineOf(report: Report): string {
  const judged = report.models.flatMap((model) => model.budgets.map((judgement) => ({ model, judgement })));
  const having = (verdict: Verdict) => judged.filter(({ judgement }) => judgement.verdict === verdict);
  const [failing, unmeasured, warned] = [having('fail'), having('not measured'), having('warn')];
  if (isAccepted(report)) return acceptedHeadline(report, [...failing, ...unmeasured]);
  if (failing.length > 0) return failedHeadline(report, failing);
  const isUnmeasured = (report.missing ?? []).length > 0 || report.verdict === 'not measured';
  if (isUnmeasured) return unmeasuredHeadline(report, unmeasured);
  if (warned.length > 0) return warnedHeadline(report, warned);
  return metHeadline(report, having('pass').length, having('no baseline').length > 0);
}

/** `unmet`: budgets that fail or could not be judged. */
function acceptedHeadline({ missing = [], waiver, rules }: Report, unmet: readonly Finding[]): string {
  const by = waiver?.by ? ` by ${escapeMarkdown(waiver.by)}` : '';
  const others = [...missing, ...removedModels(rules)];
  const names = namesOf([...unmet.map(({ model }) => model.name), ...others]);
  const count = countOf(unmet.length + others.length, 'budget');
  return `☑️ ${names}accepted${by} (label ${escapeMarkdown(waiver?.label ?? '')}), ${count} not met`;
}

function failedHeadline(report: Report, failing: readonly Finding[]): string {
  const [first] = failing;
  const more = failing.length > 1 ? `, and ${formatCount(failing.length - 1)} more` : '';
  const { judgement } = first;
  const what = judgement.ofBoard ? ': the model does not run there' : ` is ${excessOf(judgement)}`;
  return `❌ ${subjectOf(first)}${what}${more}${labelNote(report)}`;
}

function unmeasuredHeadline(report: Report, unmeasured: readonly Finding[]): string {
  const { models, missing = [], rules } = report;
  const names = [
    ...removedModels(rules).map((name) => `${escapeMarkdown(name)} (removed from kd.yaml)`),
    ...missing.map(escapeMarkdown),
    ...unmeasured.map(subjectOf),
  ];
  if (names.length > 0) return `❔ Not measured: ${listFirst(names, MOST_NAMED)}`;
  return `❔ Not measured: ${models.length === 0 ? 'no model' : 'no budget was judged'}`;
}

function warnedHeadline(report: Report, warned: readonly Finding[]): string {
  const isRatcheted = warned.every(({ judgement }) => judgement.ratchet);
  const whose = namesOf(warned.map(({ model }) => model.name));
  const words = isRatcheted
    ? `${whose}over ${countOf(warned.length, 'budget')} as the base is, but no worse`
    : `Passed with ${countOf(warned.length, 'warning')}: ${subjectOf(warned[0])}`;
  return `⚠️ ${[words, ...doubtsOf(report), ...newsOf(report)].join('; ')}`;
}

/** Nothing fails and nothing warns but the rules, or that there are none. */
function metHeadline(report: Report, met: number, isUnsettled: boolean): string {
  const { models, rules } = report;
  const isFirst = isUnsettled && models.every(({ base }) => base === undefined);
  const first = isFirst ? ['first measurement, nothing to compare with yet'] : [];
  const of = rules?.judgedBy === 'base' ? ' of the base' : '';
  const all = met === 1 ? `the budget${of} is met` : `all ${formatCount(met)} budgets${of} are met`;
  const words = `${namesOf(models.map(({ name }) => name))}${met > 0 ? all : 'measured'}`;
  const doubts = doubtsOf(report);
  const notes = [...doubts, ...first, ...newsOf(report)];
  const [mark, joint] = doubts.length === 0 ? ['✅', '; '] : ['⚠️', met > 0 ? ', but ' : '; '];
  return `${mark} ${words}${notes.length > 0 ? joint : ''}${notes.join('; ')}`;
}

function newsOf(report: Report): string[] {
  return hasChanged(report) ? [] : ['nothing changed'];
}

/** Why what passed is no plain pass: rules that let more through, rules that are missing. */
function doubtsOf(report: Report): string[] {
  const { models, rules } = report;
  const changes = laxer(rules);
  const doubts: string[] = [];
  if (changes.length > 0) {
    const [first] = changes;
    const isLooser = first.effect === 'looser';
    const when = rules?.judgedBy === 'base' ? ' for after the merge' : '';
    const more = changes.length > 1 ? ` and ${changes.length - 1} more` : '';
    doubts.push(`the rules ${isLooser ? 'are loosened' : 'changed'}${when}: ${changeAsMarkdown(first, report)}${more}`);
  }
  if (isJudgedByHeadInstead(rules)) doubts.push("the base's rules are not known, so kd.yaml judges itself");
  const free = models.filter(({ budgets }) => budgets.length === 0).map(({ name }) => escapeMarkdown(name));
  if (free.length > 0 && free.length === models.length) doubts.push('no budget is set');
  else if (free.length > 0) doubts.push(`no budget is set for ${listFirst(free, MOST_NAMED)}`);
  return doubts;
}

/** `digits: arena (arduino-nano-33-ble)` */
function subjectOf({ model, judgement }: Finding): string {
  return `${namesOf([model.name])}${labelOfJudgement(judgement, model.model, escapeMarkdown)}`;
}

/** `digits, keywords: `, each name once; of more than `MOST_NAMED` models how many they are. */
function namesOf(models: readonly string[]): string {
  const names = [...new Set(models)];
  if (names.length === 0) return '';
  return names.length > MOST_NAMED
    ? `${formatCount(names.length)} models: `
    : `${names.map(escapeMarkdown).join(', ')}: `;
}

function excessOf(judgement: ReportedJudgement): string {
  return `${excessText(judgement, judgement.excess ?? 0)} its budget (${escapeMarkdown(budgetText(judgement))})`;
}

/** Why a label that is there does not count. */
function labelNote({ waiver }: Report): string {
  if (waiver?.status === 'void') return `; the label ${escapeMarkdown(waiver.label)} was for an earlier commit`;
  if (waiver?.status === 'no write access') {
    return `; the label ${escapeMarkdown(waiver.label)} was set without write access`;
  }
  return '';
}

function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
