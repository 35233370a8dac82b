// The axes of a sample along which it can be moved: all but the last, which holds channels.
import { reject } from '../../base/problem.ts';
import { describeShape, type Shape, sizeOf } from '../../base/shape.ts';

/** `how` names the augmentation in the message. */
export function axesOf(shape: Shape, how: string): readonly number[] {
  if (shape.length > 1) return shape.slice(0, -1);
  const flat = `a sample is a flat list of ${describeShape(shape)} values, which has no axis to ${how} along`;
  return reject('data/augment', `${flat}; write data.shape, for example [height, width, channels]`);
}

/** Checks a list of one number an axis: at most as many as there are axes, each at most what `mostOf` its length is. */
export function checkAlong(
  numbers: readonly number[],
  shape: Shape,
  { key, how, mostOf }: { key: string; how: string; mostOf: (length: number) => number },
): void {
  const axes = axesOf(shape, how);
  if (numbers.length > axes.length) {
    const has = `a sample of ${describeShape(shape)} has ${axes.length} to ${how} along, its last holds channels`;
    reject('data/augment', `${key} names ${numbers.length} axes, but ${has}`, { path: key });
  }
  numbers.forEach((number, axis) => {
    const most = mostOf(axes[axis]);
    if (number <= most) return;
    const long = `axis ${axis} of ${describeShape(shape)} has ${axes[axis]}`;
    reject('data/augment', `${number} is too much to ${how} by, as ${long}; write at most ${most}`, {
      path: `${key}[${axis}]`,
    });
  });
}

/** Calls back for each run of `length` values that one index of an axis holds: its index there, and where it starts. */
export function eachAlong(
  shape: Shape,
  axis: number,
  visit: (index: number, start: number, length: number) => void,
): void {
  const length = sizeOf(shape.slice(axis + 1));
  const outer = sizeOf(shape.slice(0, axis));
  for (let block = 0; block < outer; block++) {
    for (let index = 0; index < shape[axis]; index++) visit(index, (block * shape[axis] + index) * length, length);
  }
}
