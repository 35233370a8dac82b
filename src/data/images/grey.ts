// Colours to grey and back, as tf.image.rgb_to_grayscale and grayscale_to_rgb do with uint8.
import type { Picture } from './picture.ts';

const { fround } = Math;
/** Of red, green and blue (python/ops/image_ops_impl.py). */
const WEIGHTS = [fround(0.2989), fround(0.587), fround(0.114)];
/** convert_image_dtype: bytes to [0, 1], and back with what makes 1 the last of 256 levels. */
const [TO_REAL, TO_BYTE] = [fround(1 / 255), fround(255.5)];

/** In float32 and TensorFlow's order: equal to it for all 16,777,216 colours. */
function greyOf(red: number, green: number, blue: number): number {
  const [r, g, b] = [red, green, blue].map((value, i) => fround(fround(value * TO_REAL) * WEIGHTS[i]));
  return Math.floor(fround(fround(fround(r + g) + b) * TO_BYTE));
}

/** The same picture where it has so many channels. */
export function withChannels(picture: Picture, channels: 1 | 3): Picture {
  if (picture.channels === channels) return picture;
  const { height, width, pixels } = picture;
  const count = height * width;
  const changed = new Uint8Array(count * channels);
  for (let i = 0; i < count; i++) {
    if (channels === 3) changed.fill(pixels[i], 3 * i, 3 * i + 3);
    else changed[i] = greyOf(pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]);
  }
  return { height, width, channels, pixels: changed };
}
