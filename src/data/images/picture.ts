// A decoded picture: 8 bits a channel, without transparency.
import { reject } from '../../base/problem.ts';

export interface Picture {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  /** [height, width, channels] */
  readonly pixels: Uint8Array;
}

/** 33 million, more than most cameras have: what a file of a few kilobytes may make us allocate. */
const MOST_PIXELS = 2 ** 25;

/** Inside an `attempt`, before anything is allocated. */
export function checkSize(width: number, height: number): void {
  if (width < 1 || height < 1)
    reject('data/image', `the image is ${width}x${height} pixels, so there is nothing in it`);
  if (width * height <= MOST_PIXELS) return;
  reject('data/too-large', `the image is ${width}x${height} pixels; at most ${MOST_PIXELS} are read, save it smaller`);
}
