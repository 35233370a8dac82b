// A report as the action's annotations, outputs and summary.
import { describeProblem, type Outcome, type Problem } from '../../base/problem.ts';
import { withoutCommands } from '../../base/quote.ts';
import type { Workflow } from '../../github/workflow.ts';
import { decisionOf, statusOfReport } from '../../report/headline.ts';
import { renderMarkdown } from '../../report/markdown.ts';
import { type Annotation, annotationsOf, outputsOf } from '../../report/outputs.ts';
import type { Report } from '../../report/report.ts';
import { renderText } from '../../report/text.ts';
import type { ActionResult } from './mode.ts';

/** On the line of its file, where the problem has a place. */
export function annotationOf(level: Annotation['level'], problem: Problem): Annotation {
  return { level, message: describeProblem(problem), place: problem.place };
}

export interface Presentation {
  readonly report: Report;
  readonly reportFile: string;
  /** What went wrong beside the verdict. */
  readonly warnings: readonly Problem[];
  readonly workflow: Outcome<Workflow>;
  /** The verdict is another run's: this one neither fails by it nor repeats its annotations. */
  readonly isCompanion?: boolean;
}

/** The exit status is the verdict after the waiver; 0 for a companion. */
export function presentReport({ report, reportFile, warnings, workflow, isCompanion }: Presentation): ActionResult {
  const { runUrl, sha } = workflow.ok ? workflow.value : {};
  const markdown = renderMarkdown(report, { runUrl, head: sha || undefined });
  return {
    status: isCompanion ? 0 : statusOfReport(report),
    annotations: [
      ...(isCompanion ? [] : annotationsOf(report)),
      ...warnings.map((problem) => annotationOf('warning', problem)),
    ],
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
