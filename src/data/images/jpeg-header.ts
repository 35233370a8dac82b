// What a JPEG file (ITU T.81, annex B) says of itself, before anything of it is decoded.
import { viewOf } from '../../base/bytes.ts';
import { reject } from '../../base/problem.ts';
import { checkSize } from './picture.ts';

export interface JpegHeader {
  readonly height: number;
  readonly width: number;
  /** Grey, or red, green and blue. */
  readonly channels: 1 | 3;
}

export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

/** Of a progressive file, each of which goes over all of the image; encoders write about ten. */
const MOST_SCANS = 64;
/** Baseline, extended and progressive, with Huffman codes (table B.1); nobody writes the others. */
const KNOWN_FRAMES = [0xc0, 0xc1, 0xc2];
/** DHT, JPG and DAC, which stand among the frames' codes. */
const NO_FRAMES = [0xc4, 0xc8, 0xcc];
const [START_OF_SCAN, END] = [0xda, 0xd9];

/** Inside an `attempt`. Problems: `data/image`, `data/too-large`. */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  let header: JpegHeader | undefined;
  let [scans, hasEnd] = [0, false];
  for (const { marker, from } of segmentsOf(bytes)) {
    if (marker >= 0xc0 && marker <= 0xcf && !NO_FRAMES.includes(marker)) {
      if (header) reject('data/image', 'the JPEG file holds two images; save one of them');
      header = frameOf(bytes, marker, from);
    }
    if (marker === START_OF_SCAN && ++scans > MOST_SCANS) {
      reject('data/too-large', `the JPEG file has more than ${MOST_SCANS} scans; save it again`);
    }
    if (marker === END) hasEnd = true;
  }
  if (!header || scans === 0) return reject('data/image', 'the JPEG file holds no image');
  if (!hasEnd) reject('data/image', 'the JPEG file is cut off; copy it again');
  return header;
}

/** `from`: where its content starts, behind its length. */
function* segmentsOf(bytes: Uint8Array): Generator<{ readonly marker: number; readonly from: number }> {
  const view = viewOf(bytes);
  let at = 2;
  while (at + 1 < bytes.length) {
    // Coded data: 255 is followed by 0 there, or by a mark of restart.
    at = bytes.indexOf(0xff, at);
    if (at < 0 || at + 1 >= bytes.length) return;
    const marker = bytes[at + 1];
    const isData = marker === 0 || marker === 0xff || marker === 1 || (marker >= 0xd0 && marker <= 0xd8);
    if (isData) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    yield { marker, from: at + 4 };
    if (marker === END) return;
    if (at + 4 > bytes.length) return;
    at += 2 + view.getUint16(at + 2);
  }
}

function frameOf(bytes: Uint8Array, marker: number, from: number): JpegHeader {
  if (!KNOWN_FRAMES.includes(marker)) {
    reject('data/image', 'the JPEG file is lossless or coded arithmetically, which is not supported; save it as usual');
  }
  if (from + 6 > bytes.length) reject('data/image', 'the JPEG file is cut off; copy it again');
  const view = viewOf(bytes);
  const [bits, height, width, channels] = [
    bytes[from],
    view.getUint16(from + 1),
    view.getUint16(from + 3),
    bytes[from + 5],
  ];
  checkSize(width, height);
  if (bits !== 8) reject('data/image', `the JPEG file has ${bits} bits a channel; save it with 8`);
  if (channels === 1 || channels === 3) return { height, width, channels };
  return reject('data/image', `the JPEG file has ${channels} channels, as CMYK has; save it in grey or RGB`);
}
