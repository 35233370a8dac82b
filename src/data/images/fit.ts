// Pictures of all shapes to one: stretched, cropped to the shape, padded to it, or cut out of the middle.
import type { Picture } from './picture.ts';
import { type ResizeMethod, resize } from './resize.ts';

export const FITS = ['stretch', 'crop', 'pad', 'center'] as const;
export type Fit = (typeof FITS)[number];

export function fitPicture(picture: Picture, height: number, width: number, fit: Fit, method: ResizeMethod): Picture {
  if (fit === 'stretch') return resize(picture, height, width, method);
  if (fit === 'crop') return resize(cropToShape(picture, height, width), height, width, method);
  return fit === 'pad' ? pad(picture, height, width, method) : center(picture, height, width);
}

/** As crop_to_aspect_ratio of Keras (smart_resize): the largest part of that shape, in the middle. */
function cropToShape(picture: Picture, height: number, width: number): Picture {
  const { height: h, width: w } = picture;
  const [rows, columns] = [Math.floor((w * height) / width), Math.floor((h * width) / height)];
  const [cropHeight, cropWidth] = [Math.max(1, Math.min(h, rows)), Math.max(1, Math.min(w, columns))];
  const [top, left] = [Math.floor((h - cropHeight) / 2), Math.floor((w - cropWidth) / 2)];
  return window(picture, top, left, cropHeight, cropWidth);
}

/** As tf.image.resize_with_pad: as large as fits into the shape; in float32, as there. */
function pad(picture: Picture, height: number, width: number, method: ResizeMethod): Picture {
  const { fround } = Math;
  const { height: h, width: w } = picture;
  const ratio = Math.max(fround(w / width), fround(h / height));
  const [rows, columns] = [fround(h / ratio), fround(w / ratio)];
  const [top, left] = [(height - rows) / 2, (width - columns) / 2].map((space) => Math.max(0, Math.floor(space)));
  const [inside, across] = [rows, columns].map((side) => Math.max(1, Math.floor(side)));
  return put(resize(picture, inside, across, method), top, left, height, width);
}

/** As tf.image.resize_with_crop_or_pad: the middle, with zeros around it where the picture is smaller. */
function center(picture: Picture, height: number, width: number): Picture {
  const { height: h, width: w } = picture;
  const half = (space: number) => Math.floor(Math.max(0, space) / 2);
  const middle = window(picture, half(h - height), half(w - width), Math.min(h, height), Math.min(w, width));
  return put(middle, half(height - h), half(width - w), height, width);
}

/** On zeros. */
function put(picture: Picture, top: number, left: number, height: number, width: number): Picture {
  const { channels } = picture;
  if (picture.height === height && picture.width === width) return picture;
  const pixels = new Uint8Array(height * width * channels);
  const bytes = picture.width * channels;
  for (let y = 0; y < picture.height; y++) {
    pixels.set(picture.pixels.subarray(y * bytes, (y + 1) * bytes), ((y + top) * width + left) * channels);
  }
  return { height, width, channels, pixels };
}

function window(picture: Picture, top: number, left: number, height: number, width: number): Picture {
  const { width: w, channels, pixels } = picture;
  if (height === picture.height && width === w) return picture;
  const part = new Uint8Array(height * width * channels);
  const bytes = width * channels;
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * w + left) * channels;
    part.set(pixels.subarray(from, from + bytes), y * bytes);
  }
  return { height, width, channels, pixels: part };
}
