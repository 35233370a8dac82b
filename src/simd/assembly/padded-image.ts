// A sample's image with the zeros that its taps read around it.
import { packImage } from './pack';
import { heightOf, inChannelsOf, padBottomOf, padLeftOf, padRightOf, padTopOf, widthOf } from './window';

export function paddedRowBytes(g: usize): usize {
  return (<usize>((padLeftOf(g) + widthOf(g) + padRightOf(g)) * inChannelsOf(g))) << 2;
}

export function paddedBytes(g: usize): usize {
  return <usize>(padTopOf(g) + heightOf(g) + padBottomOf(g)) * paddedRowBytes(g) + 32;
}

export function padSample(x: usize, g: usize, into: usize): void {
  const pixel = (<usize>inChannelsOf(g)) << 2;
  const left = <usize>padLeftOf(g) * pixel;
  const right = <usize>padRightOf(g) * pixel;
  packImage(x, heightOf(g), <usize>widthOf(g) * pixel, padTopOf(g), padBottomOf(g), left, right, into);
}
