// A report as the action's annotations, outputs and summary.
import { describeProblem, type Outcome, type Problem } from '../../base/problem.ts';
import { withoutCommands } from '../../base/quote.ts';
import type { Claim } from '../../github/companion.ts';
import type { Workflow } from '../../github/workflow.ts';
import { type Annotation, annotationsOf } from '../../report/annotations.ts';
import { docUrl } from '../../report/doc-links.ts';
import { escapeMarkdown } from '../../report/escape.ts';
import { decisionOf, headlineOf, isAccepted, statusOfReport } from '../../report/headline.ts';
import { renderMarkdown } from '../../report/markdown.ts';
import { outputsOf } from '../../report/outputs.ts';
import type { Report } from '../../report/report.ts';
import { renderText } from '../../report/text.ts';
import { placeOfProblem } from '../../report/warning-docs.ts';
import { statusOf } from '../problems.ts';
import type { ActionResult, Amendment } from './mode.ts';
import type { Publication } from './publish.ts';

/** On the line of its file, where the problem has a place. */
function annotationOf(level: Annotation['level'], problem: Problem): Annotation {
  return { level, message: describeProblem(problem), place: problem.place };
}

/** Of the documentation of this version. */
function warningsAsAnnotations(problems: readonly Problem[], version: string): Annotation[] {
  return problems.map((problem) => {
    const annotation = annotationOf('warning', problem);
    const place = placeOfProblem(problem.code);
    const why = place === undefined ? '' : ` (why: ${docUrl(place, version)})`;
    return { ...annotation, message: `${annotation.message}${why}` };
  });
}

/** Warnings alone: the status stays. `version`: of kd-gate, where it is known. */
export function amendWith(status: ActionResult['status'], problems: readonly Problem[], version = ''): Amendment {
  return { status, annotations: warningsAsAnnotations(problems, version), outputs: {} };
}

export interface Presentation {
  readonly report: Report;
  readonly reportFile: string;
  /** What went wrong beside the verdict. */
  readonly warnings: readonly Problem[];
  readonly workflow: Outcome<Workflow>;
}

/** Mistakes of the user: an annotation each, on its line, and all of them in the summary. */
export function presentRefusal(problems: readonly Problem[]): ActionResult {
  const lines = problems.map((problem) => `- ${escapeMarkdown(describeProblem(problem))}`);
  const summary = ['## ❔ kd-gate could not run', ...lines, ''].join('\n');
  return {
    status: statusOf(problems),
    annotations: problems.map((problem) => annotationOf('error', problem)),
    outputs: { verdict: 'not measured', 'comment-body': summary },
    summary,
  };
}

/** The exit status is the verdict after the waiver. */
export function presentReport({ report, reportFile, warnings, workflow }: Presentation): ActionResult {
  const { runUrl, sha } = workflow.ok ? workflow.value : {};
  const markdown = renderMarkdown(report, { runUrl, head: sha || undefined });
  return {
    status: statusOfReport(report),
    annotations: [...annotationsOf(report), ...warningsAsAnnotations(warnings, report.tool.version)],
    outputs: {
      ...outputsOf(report),
      verdict: decisionOf(report),
      'report-json': reportFile,
      'comment-body': markdown,
    },
    summary: markdown,
    info: withoutCommands(renderText(report, { colour: false })),
  };
}

/**
 * Another run's report: this one neither fails by it nor repeats its annotations, and no step that follows may take its
 * figures for measured.
 */
export function presentClaim(
  { report, reportFile, warnings, workflow }: Presentation,
  { notice }: Claim,
): ActionResult {
  const { runUrl, completed } = workflow.ok ? workflow.value : {};
  const markdown = renderMarkdown(report, { runUrl, head: completed?.headSha, notice });
  return {
    status: 0,
    annotations: warningsAsAnnotations(warnings, report.tool.version),
    outputs: { verdict: 'not measured', 'report-json': reportFile, 'comment-body': markdown },
    summary: markdown,
    info: withoutCommands(`${notice}\n${renderText(report, { colour: false })}`),
  };
}

const NO_COMMENT = 'no comment is written: there is nothing that the input "comment" asks for; "always" writes one';

/** What GitHub's side changed: its warnings, and the verdict where a label accepted it or was looked at in vain. */
export function amend(shown: Presentation, { report, problems, comment }: Publication): Amendment {
  if (report.waiver === shown.report.waiver) {
    const amendment = amendWith(statusOfReport(report), problems, report.tool.version);
    return comment === 'not needed' ? { ...amendment, info: NO_COMMENT } : amendment;
  }
  const { status, outputs, summary } = presentReport({ ...shown, report });
  const message = `${headlineOf(report)}; what is told as an error above fails nothing`;
  return {
    status,
    annotations: [
      ...(isAccepted(report) ? [{ level: 'notice', message } as const] : []),
      ...warningsAsAnnotations(problems, report.tool.version),
    ],
    outputs,
    summary,
  };
}
