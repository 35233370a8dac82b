// A text that a page shows as a command's output, beside what the command prints: lines in order, `...` for others.
const GAP = /^\s*(\.\.\.|…)$/;

interface Piece {
  readonly start: number;
  readonly lines: readonly string[];
}

/** Runs of lines without a gap in them. */
function piecesOf(lines: readonly string[]): Piece[] {
  const pieces: { start: number; lines: string[] }[] = [];
  for (const [i, line] of lines.entries()) {
    if (GAP.test(line)) continue;
    if (i === 0 || GAP.test(lines[i - 1])) pieces.push({ start: i, lines: [] });
    pieces[pieces.length - 1].lines.push(line);
  }
  return pieces;
}

const trimmed = (text: string) =>
  text
    .replace(/\n+$/, '')
    .split('\n')
    .map((line) => line.trimEnd());

function indexOf(printed: readonly string[], lines: readonly string[], from: number): number {
  const last = printed.length - lines.length;
  for (let i = from; i <= last; i++) if (lines.every((line, j) => printed[i + j] === line)) return i;
  return -1;
}

export function isShown(shown: string, printed: string): boolean {
  const lines = trimmed(printed);
  let from = 0;
  for (const piece of piecesOf(trimmed(shown))) {
    const at = indexOf(lines, piece.lines, from);
    if (at < 0) return false;
    from = at + piece.lines.length;
  }
  return true;
}

/** The text with the lines that are printed now, as far as the first and last line of a piece can be found again. */
export function shownAnew(shown: string, printed: string): string {
  if (isShown(shown, printed)) return shown;
  const [lines, old] = [trimmed(printed), trimmed(shown)];
  let from = 0;
  const anew = piecesOf(old).map((piece) => {
    const at = indexOf(lines, piece.lines, from);
    const [first, last] = [piece.lines[0], piece.lines[piece.lines.length - 1]];
    const start = at >= 0 ? at : likely(lines, first, from);
    const end = at >= 0 ? at + piece.lines.length - 1 : likely(lines, last, start);
    if (start < 0 || end < 0) return piece.lines;
    from = end + 1;
    return lines.slice(start, end + 1);
  });
  const gaps = piecesOf(old)[0]?.start === 0 ? [] : [old[0]];
  const text = [...gaps, ...anew.flatMap((piece, i) => (i === 0 ? piece : ['...', ...piece]))];
  if (GAP.test(old[old.length - 1])) text.push('...');
  return `${text.join('\n')}\n`;
}

/** The line itself, or one with the same first word. */
function likely(lines: readonly string[], line: string, from: number): number {
  const word = line.trim().split(/ +/)[0];
  const index = lines.indexOf(line, Math.max(0, from));
  if (index >= 0) return index;
  return lines.findIndex((other, i) => i >= from && other.trim().split(/ +/)[0] === word);
}
