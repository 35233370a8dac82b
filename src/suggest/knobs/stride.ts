// Strides: one more, or the same one earlier, which makes the maps behind it small.
import { chosenOf } from '../../base/one-of.ts';
import { groupOf } from '../../config/choices.ts';
import { ARCHITECTURES } from '../../nn/architectures/index.ts';
import type { Knob, Subject, Variant } from '../candidate.ts';
import type { Change } from '../change.ts';
import { describeLayer, type ListedLayer, layersIn, sideOf } from '../layers.ts';

const PRICE = 0.2;
const PRICE_OF_MOVE = 0.1;
const MOST_STRIDE = 4;

export const stride: Knob = (subject) => {
  const layers = layersIn(subject).filter(({ settings }) => settings.stride !== undefined && 'kernel' in settings);
  const plain = layers.filter(({ settings }) => sideOf(settings.stride) === 1);
  const strided = layers.filter(({ settings }) => sideOf(settings.stride) === 2);
  const further = plain.map((layer) => {
    return { knob: `stride of ${describeLayer(layer)}`, changes: [strideOf(layer, 2)], price: PRICE };
  });
  const moved = strided.flatMap((from) =>
    plain
      .filter(({ index }) => index < from.index)
      .map((to) => ({
        knob: `stride of ${describeLayer(from)} in ${describeLayer(to)}`,
        changes: [strideOf(to, 2), strideOf(from, 1)],
        price: PRICE_OF_MOVE,
      })),
  );
  return [...further, ...moved, ...ofArchitecture(subject)];
};

function strideOf({ path, settings }: ListedLayer, to: number): Change {
  return { path: [...path, 'stride'], from: settings.stride as Change['from'], to };
}

function ofArchitecture({ model: { student } }: Subject): readonly Variant[] {
  if (!student.arch) return [];
  const { name, value } = chosenOf(ARCHITECTURES, student.arch);
  const { stride: from } = groupOf(value);
  if (typeof from !== 'number') return [];
  return Array.from({ length: MOST_STRIDE }, (_, i) => i + 1)
    .filter((to) => to !== from)
    .map((to) => ({
      knob: 'stride',
      changes: [{ path: ['student', 'arch', name, 'stride'], from, to }],
      price: PRICE,
    }));
}
