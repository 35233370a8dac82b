// A sample's image with the zeros that its taps read around it.
import { packImage } from './pack';
import { Window } from './window';

export function paddedRowBytes(g: Window): usize {
  return (<usize>((g.padLeft + g.w + g.padRight) * g.inC)) << 2;
}

export function paddedBytes(g: Window): usize {
  return <usize>(g.padTop + g.h + g.padBottom) * paddedRowBytes(g) + 32;
}

export function padSample(x: usize, g: Window, into: usize): void {
  const pixel = (<usize>g.inC) << 2;
  const left = <usize>g.padLeft * pixel;
  const right = <usize>g.padRight * pixel;
  packImage(x, g.h, <usize>g.w * pixel, g.padTop, g.padBottom, left, right, into);
}
