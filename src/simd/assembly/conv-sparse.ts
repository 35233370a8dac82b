// Gradients of a convolution from a dy of mostly zeros, as max pooling and relu leave behind: only what isn't zero is
// multiplied. The sums run in the order of conv.ts. A zero's products would not change a finite sum, so the bits are
// the same.
import { aligned } from './aligned';
import { addListed, isMostlyZero } from './listed';
import { paddedBytes, paddedRowBytes, padSample } from './padded-image';
import { Window } from './window';

/** Below this share of values that aren't zero it is faster; measured on the second layer of the CNN of bench/train. */
const SPARSE_PERCENT: i32 = 35;
/** Floats of the sums or turned weights: as many as a first-level cache holds. */
const MOST_FLOATS: i32 = 12288;

function tapsBytes(g: Window): usize {
  return (<usize>(g.kh * g.kw * g.inC)) << 2;
}

function isEligible(g: Window): bool {
  const inC = g.inC;
  const floats = <i32>(tapsBytes(g) >> 2) * g.outC;
  return (inC & 3) === 0 && (g.outC & 3) === 0 && g.dilationW === 1 && floats <= MOST_FLOATS;
}

/** Of the lists: for each output channel of a sample its values that aren't zero, each with the place of its taps. */
function listBytes(g: Window): usize {
  return (<usize>(g.outH * g.outW + 1)) << 3;
}

/** Of both functions; nothing where neither is used. */
export function sparseWorkspaceBytes(g: Window): usize {
  if (!isEligible(g)) return 0;
  return 192 + paddedBytes(g) + (tapsBytes(g) + listBytes(g) + 16) * <usize>g.outC;
}

/** Whether the samples [from, to) of dy are worth it: a sample of their rows is counted. */
export function isSparse(dy: usize, g: Window, from: i32, to: i32): bool {
  const positions = g.outH * g.outW;
  return isEligible(g) && isMostlyZero(dy, g.outC, from * positions, to * positions, SPARSE_PERCENT);
}

/** As convBackwardWeight of conv.ts, for rows [from, to) of the weights. */
export function sparseBackwardWeight(
  x: usize,
  dy: usize,
  dWeight: usize,
  g: Window,
  samples: i32,
  workspace: usize,
  from: i32,
  to: i32,
): void {
  const inC = g.inC;
  const outC = g.outC;
  const taps = tapsBytes(g);
  const run = (<usize>(g.kw * inC)) << 2;
  const row = paddedRowBytes(g);
  const image = aligned(workspace);
  // [outC, kh * kw * inC]
  const sums = aligned(image + paddedBytes(g));
  memory.fill(sums, 0, taps * <usize>outC);
  const pixel = (<usize>inC) << 2;
  const sampleX = <usize>(g.h * g.w) * pixel;
  const down = <usize>g.strideH * row;
  const right = <usize>g.strideW * pixel;
  const tapDown = <usize>g.dilationH * row;
  const firstByte = (<usize>from) << 2;
  const lastByte = (<usize>to) << 2;
  const lists = aligned(sums + taps * <usize>outC);
  const listStep = listBytes(g);
  // Where each channel's list ends.
  const ends = lists + listStep * <usize>outC;
  let gradient = dy;
  for (let n = 0; n < samples; n++) {
    padSample(x + <usize>n * sampleX, g, image);
    for (let o = 0; o < outC; o++) store<u32>(ends + ((<usize>o) << 2), <u32>(lists + <usize>o * listStep));
    for (let oh = 0; oh < g.outH; oh++) {
      let place = <u32>(<usize>oh * down);
      for (let ow = 0; ow < g.outW; ow++) {
        // Every value is written at the list's end, and only one that isn't zero moves it: no branch that can't be
        // foreseen.
        for (let o = 0; o < outC; o++) {
          const value = load<f32>(gradient);
          gradient += 4;
          const end = load<u32>(ends + ((<usize>o) << 2));
          store<u32>(<usize>end, place);
          store<f32>(<usize>end, value, 4);
          store<u32>(ends + ((<usize>o) << 2), end + ((<u32>(value !== 0)) << 3));
        }
        place += <u32>right;
      }
    }
    for (let o = 0; o < outC; o++) {
      const list = lists + <usize>o * listStep;
      const end = <usize>load<u32>(ends + ((<usize>o) << 2));
      const into = sums + <usize>o * taps;
      let source = image;
      for (let start: usize = 0; start < taps; start += run) {
        const begin = max<usize>(start, firstByte);
        const last = min<usize>(start + run, lastByte);
        if (begin < last) addListed(list, end, source + (begin - start), into + begin, last - begin);
        source += tapDown;
      }
    }
  }
  for (let k = firstByte; k < lastByte; k += 4) {
    let into = dWeight + k * <usize>outC;
    for (let o = 0; o < outC; o++) {
      store<f32>(into, load<f32>(sums + <usize>o * taps + k));
      into += 4;
    }
  }
}

/** [kh * kw * inC, outC] to [outC, kh * kw * inC]. */
function turn(weight: usize, taps: usize, outC: i32, into: usize): void {
  for (let k: usize = 0; k < taps; k += 4) {
    for (let o = 0; o < outC; o++) {
      store<f32>(into + <usize>o * taps + k, load<f32>(weight));
      weight += 4;
    }
  }
}

/** As convBackwardInput of conv.ts: each output position in ascending order adds to the positions that it was made
 * from. */
export function sparseBackwardInput(
  dy: usize,
  weight: usize,
  dx: usize,
  g: Window,
  workspace: usize,
  from: i32,
  to: i32,
): void {
  const inC = g.inC;
  const outC = g.outC;
  const taps = tapsBytes(g);
  const run = (<usize>(g.kw * inC)) << 2;
  const row = paddedRowBytes(g);
  const image = aligned(workspace);
  // [outC, kh * kw * inC]
  const turned = aligned(image + paddedBytes(g));
  const list = aligned(turned + taps * <usize>outC);
  turn(weight, taps, outC, turned);
  const pixel = (<usize>inC) << 2;
  const down = <usize>g.strideH * row;
  const right = <usize>g.strideW * pixel;
  const tapDown = <usize>g.dilationH * row;
  const rowX = <usize>g.w * pixel;
  const sampleX = <usize>g.h * rowX;
  const inside = image + <usize>g.padTop * row + <usize>g.padLeft * pixel;
  let gradient = dy + ((<usize>(from * g.outH * g.outW * outC)) << 2);
  for (let n = from; n < to; n++) {
    memory.fill(image, 0, paddedBytes(g));
    for (let oh = 0; oh < g.outH; oh++) {
      let at = image + <usize>oh * down;
      for (let ow = 0; ow < g.outW; ow++) {
        let end = list;
        let place: u32 = 0;
        for (let o = 0; o < outC; o++) {
          const value = load<f32>(gradient);
          gradient += 4;
          store<u32>(end, place);
          store<f32>(end, value, 4);
          end += (<usize>(value !== 0)) << 3;
          place += <u32>taps;
        }
        let into = at;
        for (let start: usize = 0; start < taps; start += run) {
          addListed(list, end, turned + start, into, run);
          into += tapDown;
        }
        at += right;
      }
    }
    for (let h = 0; h < g.h; h++) {
      memory.copy(dx + <usize>n * sampleX + <usize>h * rowX, inside + <usize>h * row, rowX);
    }
  }
}
