// Which lines of a pull request's files GitHub takes comments on: those that its diff shows, on the new side.

/** The lines of the new file by their numbers, from the `patch` of GitHub's list of files (unified diff without its
 * head). */
export function commentableLines(patch: string): Map<number, string> {
  const lines = new Map<number, string>();
  let line = 0;
  for (const text of patch.split('\n')) {
    const hunk = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(text);
    if (hunk) {
      line = Number(hunk[1]);
    } else if (text.startsWith('+') || text.startsWith(' ')) {
      lines.set(line++, text.slice(1));
    }
  }
  return lines;
}
