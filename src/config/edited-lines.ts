// Two texts of one file as the lines that are replaced, as a diff shows them and a reviewer accepts them.
import { structuredPatch } from 'diff';
import type { ProposedEdit } from '../report/proposal.ts';

/** In the order of the lines. Each replaces at least one line: what is only new brings the line above, or below. */
export function editedLines(before: string, after: string): ProposedEdit[] {
  const old = before.split('\n');
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: 0 });
  return hunks.map(({ oldStart, lines }) => {
    const [gone, come] = ['-', '+'].map((sign) =>
      lines.filter((line) => line[0] === sign).map((line) => line.slice(1)),
    );
    if (gone.length > 0) return { line: oldStart, before: gone, after: come };
    if (oldStart === 1) return { line: 1, before: [old[0]], after: [...come, old[0]] };
    const above = old[oldStart - 2];
    return { line: oldStart - 1, before: [above], after: [above, ...come] };
  });
}
