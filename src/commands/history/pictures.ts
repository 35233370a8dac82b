// The files that a branch's history is drawn into: a badge, and a page.
import { must, reject } from '../../base/problem.ts';
import type { Io } from '../../gate/io.ts';
import { renderPointBadge } from '../../report/badge.ts';
import type { BranchHistory } from '../../report/branch-history.ts';

export interface Pictures {
  readonly badge?: string;
  readonly html?: string;
}

/** Before anything is measured: whether they can be made and written. Runs inside an attempt. */
export async function checkPictures(io: Io, { badge, html }: Pictures, models: readonly string[]): Promise<void> {
  if (html !== undefined) must(await io.checkWritable(html));
  if (badge === undefined) return;
  must(await io.checkWritable(badge));
  if (models.length === 1) return;
  reject('arguments/model', `a badge shows one model; write --model with one of ${models.join(', ')}`);
}

/** `name`: as somebody typed it. Runs inside an attempt. */
export async function writePictures(
  io: Io,
  { badge, html }: Pictures,
  history: BranchHistory,
  name: string | undefined,
): Promise<void> {
  if (html !== undefined) {
    const { renderHistoryPage } = await import('../../report/html/history-page.ts');
    await io.write(html, renderHistoryPage(history));
  }
  if (badge !== undefined) await io.write(badge, renderPointBadge(history.models[0].points.at(-1), name));
}
