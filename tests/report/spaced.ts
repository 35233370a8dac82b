// Markdown as the tests read it: the space between a number and its unit, which doesn't break, as any other.
export const spaced = (markdown: string): string => markdown.replaceAll('\u00a0', ' ');
