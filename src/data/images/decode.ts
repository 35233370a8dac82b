// The bytes of an image file to a picture, by what it is and not by its name.
import { describeKind } from '../../base/file-kind.ts';
import { attemptLater, must, type Outcome, reject } from '../../base/problem.ts';
import { decodeJpeg } from './jpeg.ts';
import { isJpeg } from './jpeg-header.ts';
import type { Picture } from './picture.ts';
import { decodePng } from './png.ts';
import { isPng } from './png-chunks.ts';

/** Of the names of files that are images. */
export const IMAGE_ENDINGS = ['.png', '.jpg', '.jpeg'];

/** Problems: `data/image`, `data/too-large`. */
export function decodeImage(bytes: Uint8Array): Promise<Outcome<Picture>> {
  return attemptLater(async () => {
    if (isPng(bytes)) return must(decodePng(bytes));
    if (isJpeg(bytes)) return must(await decodeJpeg(bytes));
    return reject('data/image', `neither PNG nor JPEG: ${describeKind(bytes, 'it starts as neither')}`);
  });
}
