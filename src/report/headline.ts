// The verdict of a report in words, and what it means for the check.
import { exitStatus, type Verdict } from '../budget/verdict.ts';
import { escapeMarkdown } from './escape.ts';
import type { ModelReport, Report, ReportedJudgement } from './report.ts';
import { budgetText, excessText, labelOfJudgement } from './rows.ts';

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
  const { missing = [], waiver } = report;
  if (isAccepted(report)) {
    const by = waiver?.by ? ` by ${escapeMarkdown(waiver.by)}` : '';
    const count = having('fail').length + having('not measured').length + missing.length;
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
      ...missing.map(escapeMarkdown),
      ...unmeasured.map(({ model, judgement }) => subject(model, judgement, several)),
    ];
    return `❔ Not measured: ${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;
  }
  const warned = having('warn');
  const ratcheted = warned.filter(({ judgement }) => judgement.ratchet);
  if (ratcheted.length > 0 && ratcheted.length === warned.length) {
    return `⚠️ Over ${countOf(ratcheted.length, 'budget')} as the base is, but no worse`;
  }
  if (warned.length > 0) {
    const [{ model, judgement }] = warned;
    return `⚠️ Passed with ${countOf(warned.length, 'warning')}: ${subject(model, judgement, several)}`;
  }
  const met = having('pass').length;
  const isFirst = having('no baseline').length > 0 && report.models.every(({ base }) => base === undefined);
  const first = isFirst ? '; first measurement, nothing to compare with yet' : '';
  if (met === 0) return `✅ Measured${first || '; no budget is set'}`;
  return `✅ ${met === 1 ? 'The budget is' : `All ${met} budgets are`} met${first}`;
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
