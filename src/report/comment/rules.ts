// A change in the rules as the comment shows it: with a mark where more passes, or may, than on the base.
import type { Report, RuleChange } from '../report.ts';
import { changeAsMarkdown } from '../rules.ts';

export function markedChange(change: RuleChange, report: Report): string {
  const isLaxer = change.effect === 'looser' || change.effect === 'unclear';
  return `${isLaxer ? '⚠️ ' : ''}${changeAsMarkdown(change, report)}`;
}
