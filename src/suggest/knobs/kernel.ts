// The windows of convolutions: the next smaller one, or the next larger.
import { chosenOf } from '../../base/one-of.ts';
import { groupOf } from '../../config/choices.ts';
import { ARCHITECTURES } from '../../nn/architectures/index.ts';
import type { Knob, Subject, Variant } from '../candidate.ts';
import type { Change } from '../change.ts';
import { describeLayer, layersIn, sideOf } from '../layers.ts';

const PRICE = 0.05;
const MOST_KERNEL = 9;

export const kernel: Knob = (subject) => {
  const windows = layersIn(subject).filter(({ settings }) => (sideOf(settings.kernel) ?? 1) > 1);
  const one = windows.flatMap((layer) => {
    const from = sideOf(layer.settings.kernel) ?? 1;
    const changes = (to: number): Change[] => [
      { path: [...layer.path, 'kernel'], from: layer.settings.kernel as Change['from'], to },
    ];
    return nextTo(from).map((to) => ({
      knob: `kernel of ${describeLayer(layer)}`,
      changes: changes(to),
      price: PRICE,
    }));
  });
  return [...one, ...ofArchitecture(subject)];
};

/** A window of one place isn't one any more: that is another layer (`separable`, `depth`). */
function nextTo(from: number): readonly number[] {
  return [from - 2, from + 2].filter((to) => to >= 2 && to <= MOST_KERNEL);
}

function ofArchitecture({ model: { student } }: Subject): readonly Variant[] {
  if (!student.arch) return [];
  const { name, value } = chosenOf(ARCHITECTURES, student.arch);
  const { kernel: from } = groupOf(value);
  if (typeof from !== 'number') return [];
  return nextTo(from).map((to) => {
    return { knob: 'kernel', changes: [{ path: ['student', 'arch', name, 'kernel'], from, to }], price: PRICE };
  });
}
