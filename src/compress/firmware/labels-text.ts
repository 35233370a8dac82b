// Names of classes as the text file that other tools read: a line each, in the order of the outputs.

/** A line break in a name would make two lines of it. */
export function labelsText(labels: readonly string[]): string {
  return labels.map((label) => `${label.replaceAll(/[\n\r\u0085\u2028\u2029]+/g, ' ')}\n`).join('');
}
