// All candidates: each change alone, then with each width, then two changes together, up to a number of them.

import { completeModel } from '../config/complete-model.ts';
import type { Candidate, Subject, Variant } from './candidate.ts';
import { applyChanges } from './change.ts';
import { ALONE, FORMS, HANDLING, WIDTHS } from './knobs/index.ts';

/** So many are judged without training. */
export const MOST_CANDIDATES = 1500;
/** Of the widths that are crossed with other changes. */
const CROSSED_EVERY = 4;

/** Each network once, in an order that is the same for the same subject. */
export function candidatesOf(subject: Subject, most = MOST_CANDIDATES): readonly Candidate[] {
  const found = new Map<string, Candidate>();
  for (const variants of combinations(subject)) {
    if (found.size >= most) break;
    const candidate = candidateOf(subject, variants);
    if (!candidate) continue;
    const key = JSON.stringify({ ...candidate.model, limits: undefined });
    if (!found.has(key)) found.set(key, candidate);
  }
  return [...found.values()];
}

function* combinations(subject: Subject): Generator<readonly Variant[]> {
  const widths = WIDTHS(subject);
  const forms = FORMS.flatMap((knob) => knob(subject));
  const handling = HANDLING.flatMap((knob) => knob(subject));
  const alone = ALONE.flatMap((knob) => knob(subject));
  for (const variant of [...handling, ...widths, ...forms, ...alone]) yield [variant];
  for (const other of handling) for (const width of widths) yield [width, other];
  // What differs between two steps of the width is little beside a change of the form.
  const coarse = widths.filter((_, i) => i % CROSSED_EVERY === 0);
  for (const form of forms) for (const width of coarse) yield [form, width];
  for (const other of handling) for (const form of forms) yield [form, other];
  for (const [i, form] of forms.entries()) for (const other of forms.slice(i + 1)) yield [form, other];
  // An architecture has few forms.
  for (const form of forms) for (const width of widths) if (!coarse.includes(width)) yield [form, width];
}

/** Undefined where both change the same, or one rules the other out. */
function candidateOf({ model, data, boards: own }: Subject, variants: readonly Variant[]): Candidate | undefined {
  const changes = variants.flatMap((variant) => variant.changes);
  const paths = changes.map(({ path }) => JSON.stringify(path).slice(0, -1));
  const overlap = paths.some((path, i) => paths.some((other, k) => k !== i && isWithin(path, other)));
  if (overlap) return undefined;
  const inputShape = variants.find((variant) => variant.inputShape)?.inputShape ?? data.inputShape;
  const boards = variants.find((variant) => variant.boards)?.boards ?? own;
  const changed = completeModel(applyChanges(model, changes));
  return changed && { variants, changes, boards, model: changed, inputShape };
}

function isWithin(path: string, other: string): boolean {
  return path === other || path.startsWith(`${other},`);
}
