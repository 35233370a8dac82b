// The report as JUnit XML, as GitLab and Jenkins read it: a suite a model, a test case a budget.
import { visible } from '../base/quote.ts';
import { isAccepted } from './headline.ts';
import type { ModelReport, Report, ReportedJudgement } from './report.ts';
import { budgetText, describe, labelOfJudgement, NO_BUDGET, warningsOfModel } from './rows.ts';
import { escapeXml, xmlAttribute } from './xml.ts';

interface Case {
  readonly name: string;
  readonly file?: string;
  readonly line?: number;
  readonly outcome: 'pass' | 'failure' | 'error' | 'skipped';
  readonly text: string;
}

/** Ends with a line break. A budget that warns passes, and says so in its output: JUnit knows no warnings. */
export function renderJunit(report: Report): string {
  const suites = report.models.map((model) => ({ model, cases: casesOf(model, report) }));
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="kd-gate"${counts(all)}>`,
    ...suites.flatMap(({ model, cases }) => suiteLines(model, cases)),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteLines(model: ModelReport, cases: readonly Case[]): string[] {
  const warnings = warningsOfModel(model).map((warning) => `warning: ${visible(warning)}`);
  return [
    `  <testsuite${xmlAttribute('name', visible(model.name))}${counts(cases)}>`,
    ...cases.flatMap((one) => caseLines(one, model.name)),
    ...(warnings.length > 0 ? [`    <system-out>${escapeXml(warnings.join('\n'))}</system-out>`] : []),
    '  </testsuite>',
  ];
}

function counts(cases: readonly Case[]): string {
  const of = (outcome: Case['outcome']) => cases.filter((one) => one.outcome === outcome).length;
  return [
    ['tests', cases.length],
    ['failures', of('failure')],
    ['errors', of('error')],
    ['skipped', of('skipped')],
  ]
    .map(([name, count]) => xmlAttribute(String(name), count))
    .join('');
}

function casesOf(model: ModelReport, report: Report): readonly Case[] {
  if (model.budgets.length === 0) return [{ name: 'budgets', outcome: 'skipped', text: NO_BUDGET }];
  const seen = new Map<string, number>();
  return model.budgets.map((judgement) => {
    const label = labelOfJudgement(judgement, model.model);
    const name = judgement.ofBoard ? label : `${label} ${budgetText(judgement)}`;
    // Viewers join cases of one name.
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    const { file, line } = judgement.place ?? {};
    return {
      name: count === 1 ? name : `${name} #${count}`,
      ...(file !== undefined && { file }),
      ...(line !== undefined && { line }),
      outcome: outcomeOf(judgement, isAccepted(report)),
      text: describe(judgement),
    };
  });
}

const OUTCOMES: Readonly<Record<ReportedJudgement['verdict'], Case['outcome']>> = {
  fail: 'failure',
  'not measured': 'error',
  'no baseline': 'skipped',
  warn: 'pass',
  pass: 'pass',
};

/** What someone accepted fails no pipeline. */
function outcomeOf({ verdict }: ReportedJudgement, isWaived: boolean): Case['outcome'] {
  const outcome = OUTCOMES[verdict];
  return isWaived && (outcome === 'failure' || outcome === 'error') ? 'pass' : outcome;
}

function caseLines({ name, file, line, outcome, text }: Case, model: string): string[] {
  const shown = visible(text);
  const attributes = [xmlAttribute('name', visible(name)), xmlAttribute('classname', `kd-gate.${visible(model)}`)];
  const head = `    <testcase${attributes.join('')}`;
  const place = `${xmlAttribute('file', file && visible(file))}${xmlAttribute('line', line)}`;
  if (outcome === 'pass') return [`${head}${place}><system-out>${escapeXml(shown)}</system-out></testcase>`];
  const message = xmlAttribute('message', shown);
  if (outcome === 'skipped') return [`${head}${place}><skipped${message}/></testcase>`];
  return [`${head}${place}><${outcome}${message} type="budget">${escapeXml(shown)}</${outcome}></testcase>`];
}
