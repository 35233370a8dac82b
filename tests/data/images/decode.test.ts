import { expect, test } from 'vitest';
import { done } from '../../../src/base/problem.ts';
import { decodeImage } from '../../../src/data/images/decode.ts';
import { expectedPicture, IMAGES, imageFile } from './fixtures.ts';

test.each(IMAGES)('%s has the pixels that tf.io.decode_image finds', async (name) => {
  expect(await decodeImage(imageFile(name))).toEqual(done(expectedPicture(name)));
});
