// Fewer layers, or more and fewer blocks of an architecture.
import { chosenOf } from '../../base/one-of.ts';
import { groupOf } from '../../config/choices.ts';
import { ARCHITECTURES } from '../../nn/architectures/index.ts';
import type { Knob, Subject, Variant } from '../candidate.ts';
import type { Change } from '../change.ts';
import { describeLayer, type ListedLayer, layersIn, writtenLayer } from '../layers.ts';

const PRICE = 0.3;
/** Settings of architectures that count blocks. */
const COUNTS = ['blocks', 'levels'];
const MOST_BLOCKS = 10;

/** What a network can do without, where the shapes on both sides still agree. */
const REMOVABLE: readonly string[] = [
  ...['dense', 'conv2d', 'depthwiseConv2d', 'separableConv2d'],
  ...['conv1d', 'depthwiseConv1d', 'separableConv1d'],
];

export const depth: Knob = (subject) => [...ofLayers(subject), ...ofArchitecture(subject)];

function ofLayers(subject: Subject): readonly Variant[] {
  const layers = layersIn(subject);
  const lastWeighted = layers.findLastIndex(({ kind }) => REMOVABLE.includes(kind));
  const removable = layers.filter(({ kind, index }) => REMOVABLE.includes(kind) && index !== lastWeighted);
  return removable.flatMap((layer): Variant[] => {
    const next = removable.find(({ index }) => index === layer.index + 1);
    const alone = { knob: `without ${describeLayer(layer)}`, changes: [without(layer, subject)], price: PRICE };
    if (!next) return [alone];
    const both = [without(layer, subject), without(next, subject)];
    const knob = `without ${describeLayer(layer)} and ${describeLayer(next)}`;
    return [alone, { knob, changes: both, price: 1.5 * PRICE }];
  });
}

function without(layer: ListedLayer, subject: Subject): Change {
  return { path: ['student', 'layers', layer.index], from: writtenLayer(subject, layer) };
}

function ofArchitecture({ model: { student } }: Subject): readonly Variant[] {
  if (!student.arch) return [];
  const { name, value } = chosenOf(ARCHITECTURES, student.arch);
  return COUNTS.flatMap((key) => {
    const from = groupOf(value)[key];
    if (typeof from !== 'number') return [];
    return Array.from({ length: MOST_BLOCKS }, (_, i) => i + 1)
      .filter((to) => to !== from && Math.abs(to - from) <= 3)
      .map((to) => ({ knob: key, changes: [{ path: ['student', 'arch', name, key], from, to }], price: PRICE }));
  });
}
