// The report as the one comment of a pull request: the verdict, one table, the rest folded; cut to GitHub's limit.
import { commentDetailsOf, type Detail } from './comment/details.ts';
import { folded } from './comment/fold.ts';
import { headOf } from './comment/head.ts';
import { unbreakable } from './comment/unbreakable.ts';
import { escapeMarkdown } from './escape.ts';
import { isAccepted } from './headline.ts';
import type { Report } from './report.ts';

/** "body is too long (maximum is 65536 characters)", as GitHub's API answers. */
export const COMMENT_LIMIT = 65_536;

export interface CommentOptions {
  /** The page of the run, whose summary has everything. */
  readonly runUrl?: string;
  /** The commit that was measured. */
  readonly head?: string;
  /** Said below the headline of what is only claimed: that the report comes from a fork's own run. */
  readonly notice?: string;
  readonly limit?: number;
}

/** GitHub Markdown of at most `limit` UTF-16 code units: the folded part with the greatest `order` goes first. */
export function renderComment(report: Report, options: CommentOptions = {}): string {
  const limit = options.limit ?? COMMENT_LIMIT;
  const foot = footOf(report, options);
  for (let rows = Number.POSITIVE_INFINITY; ; rows = rows === Number.POSITIVE_INFINITY ? 128 : Math.floor(rows / 2)) {
    const head = headOf(report, options.notice, rows);
    const bare = [head, leftOutNote(options), foot].join('\n\n');
    if (bare.length > limit && rows >= 1) continue;
    return withDetails(head, foot, commentDetailsOf(report), options, limit);
  }
}

function withDetails(
  head: string,
  foot: string,
  details: readonly Detail[],
  options: CommentOptions,
  limit: number,
): string {
  const kept = [...details];
  for (;;) {
    const note = kept.length < details.length ? [leftOutNote(options)] : [];
    const text = [head, ...grouped(kept), ...note, foot].join('\n\n');
    if (text.length <= limit || kept.length === 0) return unbreakable(text.slice(0, limit));
    const last = kept.reduce((worst, { order }, i) => (order >= kept[worst].order ? i : worst), 0);
    kept.splice(last, 1);
  }
}

function grouped(details: readonly Detail[]): string[] {
  const groups = new Map<string, string[]>();
  for (const { group = '', text } of details) groups.set(group, [...(groups.get(group) ?? []), text]);
  return [...groups].flatMap(([group, texts]) => (group === '' ? texts : [folded(group, texts)]));
}

function leftOutNote({ runUrl }: CommentOptions): string {
  const where = runUrl ? `[the job summary](${runUrl})` : 'the job summary';
  return `<sub>Too long for one comment: the rest is in ${where}.</sub>`;
}

function footOf(report: Report, { runUrl, head }: CommentOptions): string {
  const { tool, spec } = report;
  const commit = head ? ` · commit ${escapeMarkdown(head.slice(0, 7))}` : '';
  const run = runUrl ? ` · [run](${runUrl}) · [files](${runUrl}#artifacts)` : '';
  const accepted = isAccepted(report) ? ' · accepted by label' : '';
  const about = `kd-gate ${escapeMarkdown(tool.version)} · ${escapeMarkdown(spec.file)}`;
  return `<sub>${about}${commit}${run}${accepted}</sub>`;
}
