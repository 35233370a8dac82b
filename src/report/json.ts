// Values as JSON for files and for the output stream, which may be the log of a workflow's step.

/** As JSON.stringify with two spaces, and a line break. The same value, but what can't be seen is escaped. */
export function toJson(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2).replaceAll('##[', '#\\u0023[');
  // Line breaks stand between values only: inside of a text JSON.stringify has escaped them.
  return `${text.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escaped)}\n`;
}

/** Of one character; those beyond 2^16 are two units. */
function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
