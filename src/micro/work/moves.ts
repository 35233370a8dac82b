// Operators that copy whole runs with memcpy: how many runs, how long, and where they begin.
import { sizeOf } from '../../base/shape.ts';
import type { Tensor } from '../../tflite/model.ts';
import { bytesOfElements } from '../../tflite/schema.ts';
import type { OperatorNode } from '../op.ts';
import type { Profile } from '../profile.ts';
import { dimension, elements } from '../tensors/extents.ts';
import { numberOption } from '../tensors/options.ts';
import { tensorBytes } from '../tensors/tensor-bytes.ts';
import { addCounts, type Copies, countCopies } from './copies.ts';
import { fromFront, integersAt } from './integers.ts';
import { type Counts, type NoFigure, type Work, type WorkOf, work } from './work.ts';

export const NOT_CONSTANT: NoFigure = { reason: 'its axes or sizes are not constants' };

/** memcpy is the same function for all of them; what each does around it has its own counts. */
function copying(profile: Profile, copies: readonly Copies[], own: Counts): Work {
  return work('copy', addCounts(own, countCopies(copies, profile)));
}

export const sizeOfElement = (tensor: Tensor | undefined) => (tensor && bytesOfElements(tensor.type, 1)) || 1;

/** RESHAPE, SQUEEZE: all at once. */
export function wholeCopyWork(name: string): WorkOf {
  return ({ inputs: [input], outputs: [output] }, profile) => {
    const bytes = output ? tensorBytes(output) : 0;
    return copying(profile, [{ bytes }], { [name]: 1, dimensions: input?.shape.length ?? 0 });
  };
}

/** reference_ops::Concatenation: a run of every input for each outer position. */
export const concatenationWork: WorkOf = ({ operator, inputs, outputs: [output] }, profile) => {
  const shape = output?.shape ?? [];
  const axis = fromFront(numberOption(operator, 'axis'), shape.length);
  const outer = sizeOf(shape.slice(0, axis));
  const size = sizeOfElement(output);
  const width = sizeOf(shape.slice(axis)) * size;
  let to = 0;
  const copies = inputs.map((input): Copies => {
    const bytes = sizeOf((input?.shape ?? []).slice(axis)) * size;
    const piece = { bytes, to, along: [{ count: outer, from: bytes, to: width }] };
    to += bytes;
    return piece;
  });
  const runs = outer * inputs.length;
  return copying(profile, copies, { concatenation: 1, concatenationInputs: inputs.length, concatenationRuns: runs });
};

/** gather.cc: a run for each index. Which one it names depends on the data: the source is taken to begin anywhere. */
export const gatherWork: WorkOf = ({ operator, inputs: [input, positions] }, profile) => {
  const shape = input?.shape ?? [];
  const axis = fromFront(numberOption(operator, 'axis'), shape.length);
  const bytes = sizeOf(shape.slice(axis + 1)) * sizeOfElement(input);
  const outer = sizeOf(shape.slice(0, axis));
  const batches = numberOption(operator, 'batchDims');
  const count = sizeOf((positions?.shape ?? []).slice(Math.max(batches, 0)));
  const runs = outer * count;
  const all = [0, 1, 2, 3].map((k) =>
    countCopies([{ bytes, from: k * bytes, along: [{ count: runs, from: 0, to: bytes }] }], profile),
  );
  const mean = Object.entries(addCounts(...all)).map(([name, turns]) => [name, turns / all.length]);
  return work('copy', addCounts({ gather: 1, gatherRuns: runs }, Object.fromEntries(mean)));
};

/** strided_slice.h: whole runs where the innermost stride is 1, single elements elsewhere. */
export const stridedSliceWork: WorkOf = (node, profile) => {
  const [input] = node.inputs;
  const [output] = node.outputs;
  const shape = input?.shape ?? [];
  const strides = integersAt(node, 3) ?? [];
  const begin = integersAt(node, 1) ?? [];
  const [beginMask, shrunk] = ['beginMask', 'shrinkAxisMask'].map((name) => numberOption(node.operator, name));
  let next = 0;
  const counts = shape.map((_, axis) => (shrunk & (1 << axis) ? 1 : (output?.shape[next++] ?? 1)));
  const size = sizeOfElement(input);
  const steps = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)) * size);
  const first = shape.map((d, axis) => (beginMask & (1 << axis) ? 0 : fromFront(begin[axis] ?? 0, d)));
  const last = shape.length - 1;
  const rows = sizeOf(counts.slice(0, -1));
  const planes = sizeOf(counts.slice(0, -2));
  const own = { stridedSlice: 1, stridedSlicePlanes: planes, stridedSliceRows: rows };
  if ((strides[last] ?? 1) !== 1) return copying(profile, [], { ...own, stridedSliceElements: elements(output) });
  const bytes = (counts[last] ?? 1) * size;
  const along = counts.slice(0, -1).map((count, axis) => ({
    count,
    from: (strides[axis] ?? 1) * steps[axis],
    to: sizeOf(counts.slice(axis + 1)) * size,
  }));
  const from = first.reduce((sum, place, axis) => sum + place * steps[axis], 0);
  return copying(profile, [{ bytes, from, along }], own);
};

/** Height and width of an image; NHC has one column. */
function image(tensor: Tensor | undefined) {
  const shape = tensor?.shape ?? [];
  const [height, width] = [shape[1] ?? 1, shape.length > 3 ? shape[2] : 1];
  return { batches: shape[0] ?? 1, height, width, bytes: (shape.at(-1) ?? 1) * sizeOfElement(tensor) };
}

/** space_to_batch_nd.h: a run or a fill for each pixel of the outer image; batch_to_space_nd.h: a run for each that is
 * not cropped. */
export function batchWork(name: 'spaceToBatch' | 'batchToSpace'): WorkOf {
  return ({ inputs: [input], outputs: [output] }, profile) => {
    const [inner, outer] = name === 'spaceToBatch' ? [input, output] : [output, input];
    const { batches, height, width, bytes } = image(outer);
    const pixels = batches * height * width;
    const { batches: n, height: h, width: w } = image(inner);
    const runs = Math.min(pixels, n * h * w);
    const copies: Copies[] = [{ bytes, along: [{ count: runs, from: bytes, to: bytes }] }];
    const own = { space: 1, spacePixels: pixels, spaceRows: batches * height };
    if (name === 'batchToSpace') return copying(profile, copies, { ...own, spaceRuns: runs });
    const fills: Copies = { bytes, isFill: true, along: [{ count: pixels - runs, from: 0, to: bytes }] };
    return copying(profile, [...copies, fills], { ...own, toBatchPixels: pixels });
  };
}

/** resize_nearest_neighbor.h: a run for each output pixel, whose place is computed in float for each row and pixel. */
export const resizeNearestWork: WorkOf = ({ operator, outputs: [output] }, profile) => {
  const { batches, height, width, bytes } = image(output);
  const pixels = batches * height * width;
  const places = pixels + batches * height;
  const isCorner = operator.options.alignCorners === true;
  const isHalf = operator.options.halfPixelCenters === true;
  return copying(profile, [{ bytes, along: [{ count: pixels, from: bytes, to: bytes }] }], {
    resizeNearest: 1,
    resizeNearestPlaces: places,
    ...(isCorner && { resizeNearestCorners: places }),
    ...(isHalf && { resizeNearestHalves: places }),
  });
};

/** arm_pad_s8.c copies runs and fills margins; all else is reference_ops::Pad. */
export const padWork: WorkOf = (node, profile) => {
  const [input] = node.inputs;
  const paddings = integersAt(node, 1);
  if (!paddings) return NOT_CONSTANT;
  const rank = input?.shape.length ?? 0;
  const sides = [3, 2, 1, 0].map((back) => {
    const axis = rank - 1 - back;
    return { size: input?.shape[axis] ?? 1, before: paddings[2 * axis] ?? 0, after: paddings[2 * axis + 1] ?? 0 };
  });
  if (profile.library !== 'cmsis_nn' || input?.type !== 'INT8') return referencePad(node, sides);
  const hasValue = { padValue: node.inputs.length > 2 ? 1 : 0 };
  const copies = padCopies(sides);
  if (profile.instructionSet !== 'mve')
    return copying(profile, copies, { pad: 1, padRuns: runsOf(copies), ...hasValue });
  const vectors = copies.reduce((sum, c) => sum + callsOf(c) * Math.ceil(c.bytes / 16), 0);
  return work('pad', { vectors, runs: runsOf(copies), ...hasValue });
};

interface Side {
  readonly size: number;
  readonly before: number;
  readonly after: number;
}

const callsOf = ({ along = [] }: Copies) => along.reduce((product, { count }) => product * count, 1);
const runsOf = (copies: readonly Copies[]) => copies.reduce((sum, c) => sum + callsOf(c), 0);

function padCopies([n, h, w, c]: readonly Side[]): readonly Copies[] {
  const [column, lines] = [c.before + c.size + c.after, w.before + w.size + w.after];
  const row = column * lines;
  const batch = row * (h.before + h.size + h.after);
  const first = batch * n.before;
  const perBatch = { count: n.size, from: h.size * w.size * c.size, to: batch };
  const perRow = { count: h.size, from: w.size * c.size, to: row };
  const perColumn = { count: w.size, from: c.size, to: column };
  const fill = (bytes: number, to: number, ...along: Copies['along'] & object): Copies => ({
    bytes,
    to,
    along,
    isFill: true,
  });
  const inside = first + row * h.before;
  const left = inside + column * w.before;
  const [rows, columns] = [
    [perBatch, perRow],
    [perBatch, perRow, perColumn],
  ];
  const isWhole = c.before === 0 && c.after === 0;
  const body: readonly Copies[] = isWhole
    ? [{ bytes: w.size * c.size, to: left, along: rows }]
    : [
        fill(c.before, left, ...columns),
        { bytes: c.size, to: left + c.before, along: columns },
        fill(c.after, left + c.before + c.size, ...columns),
      ];
  return [
    fill(first, 0),
    fill(row * h.before, first, perBatch),
    fill(column * w.before, inside, ...rows),
    ...body,
    fill(column * w.after, left + column * w.size, ...rows),
    fill(row * h.after, inside + row * h.size, perBatch),
    fill(batch * n.after, first + batch * n.size),
  ];
}

/** pad.h asks for each output element, axis by axis, whether it lies before or behind the input; the first that says
 * so ends the questions. */
function referencePad({ inputs, outputs: [output] }: OperatorNode, sides: readonly Side[]): Work {
  const outer = (inputs[0]?.shape ?? []).slice(0, -4);
  let questions = 0;
  // Outputs that lie inside along all axes so far; the axis in front of the four is never padded here.
  let inside = sizeOf(outer);
  sides.forEach(({ size, before, after }, i) => {
    const behind = sides.slice(i + 1).reduce((product, s) => product * (s.before + s.size + s.after), 1);
    const asked = 2 * (i + 1);
    questions += inside * behind * (before * (asked + 1) + after * (asked + 2));
    inside *= size;
  });
  const rows = elements(output) / Math.max(dimension(output, -1), 1);
  return work(`reference pad ${inputs[0]?.type === 'INT8' ? 'int8' : 'other'}`, {
    questions: questions + 10 * inside,
    inside,
    outputs: elements(output),
    rows,
  });
}
