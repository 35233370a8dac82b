// The chunks of a PNG file that a picture is made of; the others, such as texts and profiles, aren't looked into.
import { asciiOf, viewOf } from '../../base/bytes.ts';
import { crc32 } from '../../base/digest.ts';
import { describeKind } from '../../base/file-kind.ts';
import { reject } from '../../base/problem.ts';

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colour: number;
  readonly interlace: number;
}

export interface PngChunks {
  readonly header: PngHeader;
  /** [colours, 3]; empty where there is none. */
  readonly palette: Uint8Array;
  /** The content of the IDAT chunks. */
  readonly data: readonly Uint8Array[];
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** One each KB of the largest image that is read (64 MB, readers/images.ts). */
const MOST_CHUNKS = 65536;

export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, i) => bytes[i] === byte);
}

/** Inside an `attempt`. Problem: `data/image`. */
export function readChunks(bytes: Uint8Array): PngChunks {
  if (!isPng(bytes)) reject('data/image', `not a PNG file: ${describeKind(bytes, 'it does not start as one')}`);
  let header: PngHeader | undefined;
  let palette = new Uint8Array(0);
  const data: Uint8Array[] = [];
  for (const { type, content } of chunksOf(bytes)) {
    if (header === undefined && type !== 'IHDR') reject('data/image', 'the PNG file does not start with its header');
    if (type === 'IHDR') header = headerOf(content);
    if (type === 'PLTE') palette = paletteOf(content);
    if (type === 'IDAT') data.push(content);
  }
  return header ? { header, palette, data } : reject('data/image', 'the PNG file has no header');
}

/** Up to the end that the file itself names. */
function* chunksOf(bytes: Uint8Array): Generator<{ readonly type: string; readonly content: Uint8Array }> {
  const view = viewOf(bytes);
  let at = SIGNATURE.length;
  for (let count = 0; count < MOST_CHUNKS; count++) {
    if (at + 12 > bytes.length) reject('data/image', 'the PNG file is cut off; copy it again');
    const length = view.getUint32(at);
    const end = at + 8 + length;
    if (end + 4 > bytes.length) reject('data/image', 'the PNG file is cut off; copy it again');
    const type = asciiOf(bytes, at + 4, at + 8);
    if (crc32(bytes.subarray(at + 4, end)) !== view.getUint32(end)) {
      reject('data/image', 'the PNG file is damaged: a checksum is another; copy it again');
    }
    if (type === 'IEND') return;
    yield { type, content: bytes.subarray(at + 8, end) };
    at = end + 4;
  }
  reject('data/image', `the PNG file has more than ${MOST_CHUNKS} chunks; save it again`);
}

function headerOf(content: Uint8Array): PngHeader {
  if (content.length !== 13) reject('data/image', `the header of the PNG file has ${content.length} bytes, not 13`);
  const view = viewOf(content);
  const [depth, colour, compression, filter, interlace] = content.subarray(8);
  if (compression !== 0 || filter !== 0) reject('data/image', 'the PNG file is packed in a way that PNG does not know');
  return { width: view.getUint32(0), height: view.getUint32(4), depth, colour, interlace };
}

function paletteOf(content: Uint8Array): Uint8Array<ArrayBuffer> {
  if (content.length % 3 !== 0 || content.length > 768) {
    reject('data/image', `the palette of the PNG file has ${content.length} bytes; save it again`);
  }
  return content.slice();
}
