// The files that a branch's history is drawn into: a badge.
import { must, reject } from '../../base/problem.ts';
import type { Io } from '../../gate/io.ts';
import { renderPointBadge } from '../../report/badge.ts';
import type { BranchHistory } from './collect.ts';

export interface Pictures {
  readonly badge?: string;
}

/** Before anything is measured: whether they can be made and written. Runs inside an attempt. */
export async function checkPictures(io: Io, { badge }: Pictures, models: readonly string[]): Promise<void> {
  if (badge === undefined) return;
  must(await io.checkWritable(badge));
  if (models.length === 1) return;
  reject('arguments/model', `a badge shows one model; write --model with one of ${models.join(', ')}`);
}

/** `name`: as somebody typed it. Runs inside an attempt. */
export async function writePictures(
  io: Io,
  { badge }: Pictures,
  { models }: BranchHistory,
  name: string | undefined,
): Promise<void> {
  if (badge !== undefined) await io.write(badge, renderPointBadge(models[0].points.at(-1), name));
}
