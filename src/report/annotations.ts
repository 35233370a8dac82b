// The report as annotations: on the lines of kd.yaml in a pull request's diff, and in the log.
import type { Place } from '../base/problem.ts';
import { visible } from '../base/quote.ts';
import { docUrl } from './doc-links.ts';
import { isAccepted } from './headline.ts';
import type { Report } from './report.ts';
import { describe, NO_BUDGET, warningsOfModel } from './rows.ts';
import { describeChange, describeJudge, isJudgedByHeadInstead, removedModels } from './rules.ts';
import { placeOfWarning } from './warning-docs.ts';

const MOST_ANNOTATED = 20;

export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly place?: Place;
}

/**
 * One for each budget that isn't met, on its line of kd.yaml, one for each that the test set is too small for, each
 * warning, and what changed in the rules.
 */
export function annotationsOf(report: Report): Annotation[] {
  // What someone accepted is still shown, but not as an error.
  const worst = isAccepted(report) ? 'warning' : 'error';
  const ofBudgets = report.models.flatMap(({ name, budgets }) =>
    budgets.flatMap((judgement): Annotation[] => {
      const { verdict, measure, scope, lint, place, ofBoard } = judgement;
      const about = `${name}: ${ofBoard ? 'board' : measure}${scope ? ` (${scope})` : ''}`;
      const isMet = verdict === 'pass' || verdict === 'no baseline';
      const level = verdict === 'warn' ? 'warning' : worst;
      return [
        ...(isMet ? [] : [{ level, message: visible(`${about} ${describe(judgement)}`), place } as const]),
        ...(lint ? [{ level: 'warning', message: visible(`${about} ${lint}`), place } as const] : []),
      ];
    }),
  );
  return [...ofBudgets, ...modelWarnings(report), ...rulesAnnotations(report)];
}

function modelWarnings({ models, tool }: Report): Annotation[] {
  return models.flatMap((model) =>
    warningsOfModel(model).map((text): Annotation => {
      const why = docUrl(placeOfWarning(text), tool.version);
      return { level: 'warning', message: `${visible(`${model.name}: ${text}`)} (why: ${why})` };
    }),
  );
}

/** One for all that changed but what only got tighter, since GitHub shows ten of a step; one for what has no budget. */
function rulesAnnotations(report: Report): Annotation[] {
  const { rules, spec, models } = report;
  const annotations: Annotation[] = [];
  const changes = (rules?.changes ?? []).filter(({ effect }) => effect !== 'tighter');
  if (changes.length > 0) {
    const texts = changes.slice(0, MOST_ANNOTATED).map((change) => describeChange(change, report));
    const more = changes.length > texts.length ? `; and ${changes.length - texts.length} more` : '';
    const isMissing = removedModels(rules).length > 0 && !isAccepted(report);
    const message = `rules changed: ${texts.join('; ')}${more}${isMissing ? '; what is removed is not measured' : ''}`;
    annotations.push({ level: isMissing ? 'error' : 'warning', message: visible(message), place: changes[0].place });
  }
  const place = { file: spec.file };
  if (isJudgedByHeadInstead(rules)) {
    annotations.push({ level: 'warning', message: describeJudge(report) ?? '', place });
  }
  const free = models.filter(({ budgets }) => budgets.length === 0).map(({ name }) => name);
  if (free.length > 0)
    annotations.push({ level: 'warning', message: visible(`${free.join(', ')}: ${NO_BUDGET}`), place });
  return annotations;
}
