// A part of the comment that one opens.
import { escapeHtml } from '../escape.ts';

/** HTML; `title` is escaped, `parts` are Markdown. */
export function folded(title: string, parts: readonly string[]): string {
  return [`<details><summary>${escapeHtml(title)}</summary>`, ...parts, '</details>'].join('\n\n');
}
