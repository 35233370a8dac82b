// A label that the network has no output for: a slip in the data where it is rare, one in the network where it isn't.
import { quote } from '../base/quote.ts';
import type { Dataset } from './dataset.ts';

export interface StrayLabel {
  /** A key of the section `data`. */
  readonly set: string;
  /** Of the sample, from 0. */
  readonly index: number;
  /** As a message shows it. */
  readonly label: string;
}

/**
 * Of classes that the labels themselves have named. The first sample of a class beyond the `outputs` that are there,
 * where all such samples are less than a tenth of what one class of an even set has.
 */
export function strayLabelOf(
  sets: Readonly<Record<string, Dataset | undefined>>,
  outputs: number,
): StrayLabel | undefined {
  const all = Object.entries(sets).flatMap(([name, set]) => (set ? [[name, set] as const] : []));
  const first = all.at(0)?.[1];
  if (first === undefined || first.classes.length <= outputs) return undefined;
  const counts = new Int32Array(first.classes.length);
  for (const [, { labels }] of all) for (const label of labels) counts[label]++;
  const rarest = [...counts.keys()].sort((a, b) => counts[b] - counts[a] || a - b).slice(outputs);
  const beyond = new Set(rarest.filter((label) => counts[label] > 0));
  const total = all.reduce((sum, [, { count }]) => sum + count, 0);
  const stray = rarest.reduce((sum, label) => sum + counts[label], 0);
  if (stray === 0 || stray * 10 * outputs >= total) return undefined;
  for (const [set, { labels, classes }] of all) {
    const index = labels.findIndex((label) => beyond.has(label));
    if (index >= 0) return { set, index, label: quote(classes[labels[index]]) };
  }
  return undefined;
}
