// The layers of a student as its knobs see them.
import { groupOf } from '../config/choices.ts';
import { LAYERS } from '../nn/layers/index.ts';
import type { ProposedValue } from '../report/proposal.ts';
import type { Subject } from './candidate.ts';
import type { Path } from './change.ts';

export interface ListedLayer {
  readonly index: number;
  readonly kind: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Of its settings. */
  readonly path: Path;
}

/** None of a student that isn't written as layers. */
export function layersIn({ model }: Subject): readonly ListedLayer[] {
  const { layers = [] } = model.student;
  return layers.map((layer, index) => {
    const [kind, settings] = Object.entries(layer).find(([key]) => Object.hasOwn(LAYERS, key)) ?? ['', {}];
    return { index, kind, settings: groupOf(settings), path: ['student', 'layers', index, kind] };
  });
}

/** Layers and the key of their width: all but the last, whose outputs are the answers. */
export function widenable(
  subject: Subject,
): readonly (ListedLayer & { readonly key: string; readonly width: number })[] {
  const wide = layersIn(subject).flatMap((layer) => {
    const [key, width] = Object.entries(layer.settings).find(([name]) => name === 'filters' || name === 'units') ?? [];
    return key !== undefined && typeof width === 'number' ? [{ ...layer, key, width }] : [];
  });
  return wide.slice(0, -1);
}

/** `conv2d 3`, counted from 0 as the report's layers are. */
export function describeLayer({ kind, index }: ListedLayer): string {
  return `${kind} ${index}`;
}

/** Settings as one would write them: without those that say what is so anyway. */
function writtenSettings(kind: string, settings: Readonly<Record<string, unknown>>): ProposedValue {
  const { properties } = groupOf(groupOf(LAYERS[kind as keyof typeof LAYERS]).schema);
  const isDefault = ([key, value]: [string, unknown]) => groupOf(groupOf(properties)[key]).default === value;
  const entries = Object.entries(settings).filter((entry) => !isDefault(entry));
  return Object.fromEntries(entries) as ProposedValue;
}

/** A layer as one would write it, with its name and where it starts from; `kind`: in place of its own. */
export function writtenLayer(
  { model }: Subject,
  { index, settings, kind: own }: ListedLayer,
  kind = own,
): ProposedValue {
  const { name, from } = model.student.layers?.[index] ?? {};
  const ends = { ...(name !== undefined && { name }), ...(from !== undefined && { from }) };
  return { ...ends, [kind]: writtenSettings(own, settings) } as ProposedValue;
}

/** The only number of a window that both axes share; undefined of one with two. */
export function sideOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return Array.isArray(value) && value.length === 2 && value[0] === value[1] ? Number(value[0]) : undefined;
}
