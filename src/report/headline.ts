// The verdict of a report in words, and what it means for the check.
import { exitStatus, type Verdict } from '../budget/verdict.ts';
import { escapeMarkdown } from './escape.ts';
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

/** One line of Markdown, which reads the same as text. */
export function headlineOf(report: Report): string {
  const judged = report.models.flatMap((model) => model.budgets.map((judgement) => ({ model, judgement })));
  const having = (verdict: Verdict) => judged.filter(({ judgement }) => judgement.verdict === verdict);
  const several = report.models.length > 1;
  const { missing = [], waiver, rules } = report;
  const removed = removedModels(rules);
  if (isAccepted(report)) {
    const by = waiver?.by ? ` by ${escapeMarkdown(waiver.by)}` : '';
    const count = having('fail').length + having('not measured').length + missing.length + removed.length;
    return `☑️ Accepted${by} (label ${escapeMarkdown(waiver?.label ?? '')}): ${countOf(count, 'budget')} not met`;
  }
  const failing = having('fail');
  if (failing.length > 0) {
    const [{ model, judgement }] = failing;
    const more = failing.length > 1 ? `, and ${failing.length - 1} more` : '';
    const what = judgement.ofBoard ? 'the model does not run there' : excessOf(judgement);
    const is = judgement.ofBoard ? ': ' : ' is ';
    return `❌ ${subject(model, judgement, several)}${is}${what}${more}${labelNote(report)}`;
  }
  const unmeasured = having('not measured');
  if (missing.length > 0 || report.verdict === 'not measured') {
    const names = [
      ...removed.map((name) => `${escapeMarkdown(name)} (removed from kd.yaml)`),
      ...missing.map(escapeMarkdown),
      ...unmeasured.map(({ model, judgement }) => subject(model, judgement, several)),
    ];
    if (names.length === 0) {
      return `❔ Not measured: ${report.models.length === 0 ? 'no model' : 'no budget was judged'}`;
    }
    return `❔ Not measured: ${namesOf(names)}`;
  }
  const warned = having('warn');
  if (warned.length > 0) {
    const ratcheted = warned.filter(({ judgement }) => judgement.ratchet);
    const [{ model, judgement }] = warned;
    const words =
      ratcheted.length === warned.length
        ? `Over ${countOf(ratcheted.length, 'budget')} as the base is, but no worse`
        : `Passed with ${countOf(warned.length, 'warning')}: ${subject(model, judgement, several)}`;
    return `⚠️ ${[words, ...doubtsOf(report)].join('; ')}`;
  }
  return metHeadline(report, having('pass').length, having('no baseline').length > 0);
}

/** Nothing fails and nothing warns but the rules, or that there are none. */
function metHeadline(report: Report, met: number, isUnsettled: boolean): string {
  const { models, rules } = report;
  const isFirst = isUnsettled && models.every(({ base }) => base === undefined);
  const first = isFirst ? 'first measurement, nothing to compare with yet' : undefined;
  const of = rules?.judgedBy === 'base' ? ' of the base' : '';
  const all = met === 1 ? `The budget${of} is met` : `All ${met} budgets${of} are met`;
  const words = met > 0 ? all : 'Measured';
  const doubts = doubtsOf(report);
  const notes = first === undefined ? doubts : [...doubts, first];
  const [mark, joint] = doubts.length === 0 ? ['✅', '; '] : ['⚠️', met > 0 ? ', but ' : '; '];
  return `${mark} ${words}${notes.length > 0 ? joint : ''}${notes.join('; ')}`;
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
  else if (free.length > 0) doubts.push(`no budget is set for ${namesOf(free)}`);
  return doubts;
}

function namesOf(names: readonly string[]): string {
  return `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;
}

function subject({ name, model }: ModelReport, judgement: ReportedJudgement, several: boolean): string {
  const of = several ? `${escapeMarkdown(name)}: ` : '';
  return `${of}${labelOfJudgement(judgement, model, escapeMarkdown)}`;
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
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
