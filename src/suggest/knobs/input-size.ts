// The size of images, which are read into any: of data whose teacher doesn't ask for its own.
import { groupOf } from '../../config/choices.ts';
import type { Knob, Subject } from '../candidate.ts';
import type { Change } from '../change.ts';

const PRICE = 0.1;
const FACTORS = [0.9, 0.8, 0.75, 0.65, 0.5];
const LEAST_SIDE = 8;

/** Teachers that are trained here, or whose answers are a file's. */
const OF_ANY_SIZE = ['layers', 'arch', 'logits'];

export const inputSize: Knob = (subject) => {
  const sizes = sizesIn(subject);
  const { inputShape } = subject.data;
  const { teacher, data } = subject.model;
  const isBound = teacher !== undefined && !OF_ANY_SIZE.some((kind) => kind in teacher);
  if (sizes.length === 0 || isBound || inputShape.length !== 3 || data?.features !== undefined) return [];
  const [h, w, c] = inputShape;
  return FACTORS.flatMap((factor) => {
    const to = [Math.round(h * factor), Math.round(w * factor)];
    if (Math.min(...to) < LEAST_SIDE) return [];
    const changes = sizes.map(({ path, from }): Change => ({ path, from, to }));
    return [{ knob: 'size of the images', changes, price: PRICE, inputShape: [...to, c] }];
  });
};

/** Where the sets say how large their images are. */
function sizesIn({ model: { data } }: Subject): readonly { readonly path: Change['path']; readonly from: number[] }[] {
  return Object.entries(groupOf(data)).flatMap(([set, section]) => {
    const { size } = groupOf(groupOf(section).images);
    return Array.isArray(size) ? [{ path: ['data', set, 'images', 'size'], from: size.map(Number) }] : [];
  });
}
