// One entry of a list with its settings, as kd.yaml writes it: `{ adam: { learningRate: 0.001 } }`.

/** The schema lets exactly one key pass. */
export type Choice<Settings> = Readonly<Record<string, Settings | undefined>>;

export interface Selection<Entry, Settings> {
  readonly name: string;
  readonly entry: Entry;
  readonly settings: Settings;
}

export function readChoice<Settings>(choice: Choice<Settings>): { readonly name: string; readonly settings: Settings } {
  for (const [name, settings] of Object.entries(choice)) if (settings !== undefined) return { name, settings };
  throw new Error('nothing is chosen');
}

export function choose<Entry, Settings>(
  list: Readonly<Record<string, Entry>>,
  choice: Choice<Settings>,
): Selection<Entry, Settings> {
  const { name, settings } = readChoice(choice);
  const entry = list[name];
  if (!entry) throw new Error(`no ${name} among ${Object.keys(list).join(', ')}`);
  return { name, entry, settings };
}
