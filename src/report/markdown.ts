// The report as GitHub Markdown, whole: for the job summary and report.md.
import { type CommentOptions, renderComment } from './comment.ts';
import type { Report } from './report.ts';

/** GitHub's limit of a step's summary is 1 MiB; a character has up to four bytes. */
const SUMMARY_LIMIT = 250_000;

export function renderMarkdown(report: Report, options: CommentOptions = {}): string {
  return `${renderComment(report, { limit: SUMMARY_LIMIT, ...options })}\n`;
}
