// Tables of figures as Markdown, printed, and put in a page where a comment names them.
import { readFileSync, writeFileSync } from 'node:fs';

export const percent = (x: number) => `${x > 0 ? '+' : ''}${x.toFixed(1)} %`;
export const milliseconds = (ms: number) => `${ms.toFixed(2)} ms`;

/** `align` has l or r for each column. */
export function tableOf(head: readonly string[], align: string, rows: readonly (readonly string[])[]): string {
  const widths = head.map((text, c) => Math.max(3, text.length, ...rows.map((row) => row[c].length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, c) => (align[c] === 'r' ? cell.padStart(widths[c]) : cell.padEnd(widths[c]))).join(' | ')} |`;
  const rule = widths.map((width, c) => (align[c] === 'r' ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

/** Texts without an empty line, by the name that a page's comment `<!-- PROGRAM: NAME -->` has. */
export type Blocks = ReadonlyMap<string, string>;

export function printBlocks(blocks: Blocks): void {
  for (const [name, text] of blocks) console.log(`\n${name}:\n\n${text}`);
}

/** Every block has its place, and every place of that program its block. */
export function writeBlocks(path: string, blocks: Blocks, program = 'calibrate.ts'): void {
  const missing = new Set(blocks.keys());
  const page = readFileSync(path, 'utf8').replace(
    new RegExp(`(<!-- ${program.replace('.', '\\.')}: (.+?) -->\\n\\n)([^\\n]+\\n)+`, 'g'),
    (_, comment, name) => {
      const text = blocks.get(name);
      if (text === undefined) throw new Error(`${path} names "${name}", which there is not`);
      missing.delete(name);
      return `${comment}${text}\n`;
    },
  );
  if (missing.size > 0) throw new Error(`${path} has no place for ${[...missing].join(', ')}`);
  writeFileSync(path, page);
}
