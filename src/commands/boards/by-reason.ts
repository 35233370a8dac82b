// Boards of which one thing is to be said, said once.

interface WithReason {
  readonly id: string;
  readonly reason: string;
}

/** In the order in which each reason comes first. */
export function byReason(
  boards: readonly WithReason[],
): readonly { readonly reason: string; readonly ids: readonly string[] }[] {
  const found = new Map<string, string[]>();
  for (const { id, reason } of boards) {
    const ids = found.get(reason);
    if (ids) ids.push(id);
    else found.set(reason, [id]);
  }
  return [...found].map(([reason, ids]) => ({ reason, ids }));
}
