// Tables of figures as Markdown.

export const percent = (x: number) => `${x > 0 ? '+' : ''}${x.toFixed(1)} %`;
export const milliseconds = (ms: number) => `${ms.toFixed(2)} ms`;

/** `align` has l or r for each column. */
export function printTable(head: readonly string[], align: string, rows: readonly (readonly string[])[]): void {
  const widths = head.map((text, c) => Math.max(text.length, ...rows.map((row) => row[c].length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, c) => (align[c] === 'r' ? cell.padStart(widths[c]) : cell.padEnd(widths[c]))).join(' | ')} |`;
  const rule = widths.map((width, c) => (align[c] === 'r' ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  console.log([line(head), line(rule), ...rows.map(line)].join('\n'));
}
