// Text from outside in a message or a log: short, on one line, with nothing in it that acts or that can't be seen.

/** Of a file's content in one message. */
export const MOST_QUOTED = 80;

// Control and format characters (those that turn the reading direction around among them), line separators, halves of
// surrogate pairs, and what Unicode calls default ignorable. U+FE0F only says that an emoji is drawn in colours.
const UNSEEN = /(?!\ufe0f)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

// GitHub's runner takes a line of the log that holds `##[name]` anywhere for a command, and one that starts with
// `::name::` behind spaces (actions/runner, ActionCommand.cs, TryParse and TryParseV2). A space shows, unlike U+200B.
const BRACKET_COMMAND = /##(?=\[)/g;
const COLON_COMMAND = /:(?=:)/g;
const LEADING_COLONS = /^(\s*):(?=:)/gm;

/** Every character that can't be seen is U+FFFD. One line. */
export function visibleCharacters(text: string): string {
  return text.replace(UNSEEN, '\ufffd');
}

/** As `visibleCharacters`, and a workflow command is none. */
export function visible(text: string): string {
  return visibleCharacters(text).replace(BRACKET_COMMAND, '# #').replace(COLON_COMMAND, ': ');
}

/** Lines of our own, coloured perhaps: no line of them is a workflow command. */
export function withoutCommands(lines: string): string {
  return lines.replace(BRACKET_COMMAND, '# #').replace(LEADING_COLONS, '$1: ');
}

/** At most so many characters of the text, made visible, with an ellipsis where it goes on. */
export function excerpt(text: string, most = MOST_QUOTED): string {
  // Before anything is searched: a cell of a file may have megabytes.
  const characters = [...visible(text.slice(0, 2 * most + 2))];
  const isShort = text.length <= 2 * most + 2 && characters.length <= most;
  return isShort ? characters.join('') : `${characters.slice(0, most - 1).join('')}…`;
}

/** As `excerpt`, of a text whose end tells most. */
export function excerptEnd(text: string, most = MOST_QUOTED): string {
  const characters = [...visible(text.slice(-2 * most - 2))];
  const isShort = text.length <= 2 * most + 2 && characters.length <= most;
  return isShort ? characters.join('') : `…${characters.slice(1 - most).join('')}`;
}

/** `"text"`, as `excerpt` shortens it. */
export function quote(text: string): string {
  return `"${excerpt(text)}"`;
}

/** `a, b, c`: names from one file, together no longer than one quotation. */
export function quoteNames(names: readonly string[]): string {
  // Of 40 names the rest is beyond 80 characters anyway.
  return excerpt(
    names
      .slice(0, MOST_QUOTED / 2 + 1)
      .map((name) => name.slice(0, MOST_QUOTED + 1))
      .join(', '),
  );
}
