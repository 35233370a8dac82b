// A long line as several, for a terminal.

/** Columns of a terminal. */
export const TERMINAL_COLUMNS = 100;

/** Broken at spaces; the further ones are indented by two more. */
export function wrapped(line: string): string[] {
  const indent = ' '.repeat(2 + line.search(/\S|$/));
  const lines: string[] = [];
  let rest = line;
  while (rest.length > TERMINAL_COLUMNS) {
    const at = rest.lastIndexOf(' ', TERMINAL_COLUMNS);
    if (at <= indent.length) break;
    lines.push(rest.slice(0, at));
    rest = indent + rest.slice(at + 1);
  }
  return [...lines, rest];
}
