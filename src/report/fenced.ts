// A code block of Markdown.
import { oneLine } from './escape.ts';

/** A code block that its content can't close. */
export function fenced(language: string, lines: readonly string[]): string {
  const clean = lines.map(oneLine);
  const longest = Math.max(2, ...clean.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...clean, fence].join('\n');
}
