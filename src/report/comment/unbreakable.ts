// A number and its unit stay on one line: a no-break space between them, wherever the Markdown is prose.

const UNITS = ['B', 'KiB', 'MiB', 'KB', 'MB', 'ms', 'us', 's', 'pp', '[kMGTP]?MACs', '[kMGT]?Instr', 'MHz'];
const NUMBER_AND_UNIT = new RegExp(`(\\d) (?=(?:${UNITS.join('|')})(?![\\w-]))`, 'g');

/** Code stays as it is, in its block or between backticks: people copy it. */
export function unbreakable(markdown: string): string {
  let fence: string | undefined;
  return markdown
    .split('\n')
    .map((line) => {
      const mark = /^`{3,}/.exec(line)?.[0];
      const isCode = fence !== undefined || mark !== undefined;
      if (fence === undefined) fence = mark;
      else if (line === fence) fence = undefined;
      return isCode ? line : withoutBreaks(line);
    })
    .join('\n');
}

function withoutBreaks(line: string): string {
  const parts = line.split(/((?<!\\)`[^`]*`)/);
  return parts
    .map((part, i) =>
      i % 2 === 1 ? part : part.replace(NUMBER_AND_UNIT, '$1\u00a0').replace(/&lt; (?=\d)/g, '&lt;\u00a0'),
    )
    .join('');
}
