// The shipped boards as choices of a JSON Schema, which editors offer with what each is.
import { BOARD_FILES, idsOf } from './index.ts';

export interface BoardChoice {
  readonly const: string;
  readonly description: string;
}

/** Those that can be measured first. */
export function boardChoices({
  boards,
  computers,
  notMeasured,
}: typeof BOARD_FILES = BOARD_FILES): readonly BoardChoice[] {
  const of = (texts: Readonly<Record<string, string>>) =>
    idsOf(texts).map((id): BoardChoice => ({ const: id, description: describe(texts[id]) }));
  return [...of(boards), ...of(computers), ...of(notMeasured)];
}

/** The lines alone that say it: a schema is made at every start, and to parse all files takes longer than the rest. */
function describe(text: string): string {
  const [name, mcu, profile] = ['name', 'mcu', 'profile'].map(
    (key) => new RegExp(`^${key}: (.*)$`, 'm').exec(text)?.[1],
  );
  return [name, mcu, profile ?? (/^runtime: /m.test(text) ? 'size and accuracy' : 'not measured')].join(', ');
}
