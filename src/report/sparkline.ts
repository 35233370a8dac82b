// A series of figures as a line of text: `▁▂▂▅█`, one character a figure.

const LEVELS = '▁▂▃▄▅▆▇█';
const LEVEL = '▄';
/** Where a figure is missing. */
const GAP = '·';

/** From the least, at the bottom, to the largest; a level line where they are all the same. */
export function sparkline(values: readonly (number | undefined)[]): string {
  const known = values.filter((value) => value !== undefined);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  return values.map((value) => (value === undefined ? GAP : levelOf(value, least, most))).join('');
}

function levelOf(value: number, least: number, most: number): string {
  if (most === least) return LEVEL;
  return LEVELS[Math.round(((value - least) / (most - least)) * (LEVELS.length - 1))];
}
