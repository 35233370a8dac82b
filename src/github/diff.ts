// Which lines of a pull request's files GitHub takes comments on: those that its diff shows, on the new side.

/** Line numbers of the new file, from the `patch` of GitHub's list of files (unified diff without its head). */
export function commentableLines(patch: string): Set<number> {
  const lines = new Set<number>();
  let line = 0;
  for (const text of patch.split('\n')) {
    const hunk = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(text);
    if (hunk) {
      line = Number(hunk[1]);
    } else if (text.startsWith('+') || text.startsWith(' ')) {
      lines.add(line++);
    }
  }
  return lines;
}
