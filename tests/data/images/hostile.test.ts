// Images from a stranger: cut off, damaged, lying about their size, and bombs. One sentence each, in bounded time.
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crc32 } from '../../../src/base/digest.ts';
import { describeProblem } from '../../../src/base/problem.ts';
import { decodeImage } from '../../../src/data/images/decode.ts';
import { IMAGES, imageFile } from './fixtures.ts';

function chunk(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(content.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(content, 8);
  view.setUint32(content.length + 8, crc32(bytes.subarray(4, content.length + 8)));
  return bytes;
}

interface Header {
  readonly width?: number;
  readonly height?: number;
  readonly depth?: number;
  readonly colour?: number;
  readonly interlace?: number;
}

function png(header: Header, data: Uint8Array, more: readonly Uint8Array[] = []): Uint8Array {
  const { width = 2, height = 2, depth = 8, colour = 0, interlace = 0 } = header;
  const ihdr = new Uint8Array(13);
  new DataView(ihdr.buffer).setUint32(0, width);
  new DataView(ihdr.buffer).setUint32(4, height);
  ihdr.set([depth, colour, 0, 0, interlace], 8);
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  const parts = [signature, chunk('IHDR', ihdr), ...more, chunk('IDAT', data), chunk('IEND', new Uint8Array(0))];
  return Uint8Array.from(parts.flatMap((part) => Array.from(part)));
}

const zlib = (bytes: number | readonly number[]) =>
  new Uint8Array(deflateSync(typeof bytes === 'number' ? Buffer.alloc(bytes) : Uint8Array.from(bytes)));

async function say(bytes: Uint8Array): Promise<string> {
  const outcome = await decodeImage(bytes);
  return outcome.ok ? 'decoded' : outcome.problems.map(describeProblem).join();
}

const jpeg = imageFile('rgb.jpg');
/** The same file with other bytes behind its first mark of that kind. */
function withFrame(file: Uint8Array, change: (frame: DataView) => void): Uint8Array {
  const copy = file.slice();
  const at = copy.findIndex((byte, i) => byte === 0xff && copy[i + 1] === 0xc0);
  change(new DataView(copy.buffer, at + 4));
  return copy;
}

test.each<[string, Uint8Array, string]>([
  [
    '30000x30000',
    png({ width: 30000, height: 30000 }, zlib(50_000)),
    'the image is 30000x30000 pixels; at most 33554432 are read, save it smaller',
  ],
  ['no pixels', png({ width: 0 }, zlib(2)), 'the image is 0x2 pixels, so there is nothing in it'],
  [
    'a bomb behind a small header',
    png({}, zlib(300_000_000)),
    'the PNG file is damaged: it holds more rows than its header names; save it again',
  ],
  ['too few rows', png({ height: 3 }, zlib(6)), 'the PNG file is damaged: rows are missing; save it again'],
  ['3 bits', png({ depth: 3 }, zlib(6)), 'the PNG file has 3 bits of colour type 0, which PNG does not know'],
  ['colour type 5', png({ colour: 5 }, zlib(6)), 'the PNG file has 8 bits of colour type 5, which PNG does not know'],
  ['interlace 2', png({ interlace: 2 }, zlib(6)), 'the PNG file has interlace method 2, which PNG does not know'],
  ['filter 9', png({}, zlib([9, 0, 0, 0, 0, 0])), 'the PNG file has filter 9, which PNG does not know; save it again'],
  [
    'a colour beyond the palette',
    png({ colour: 3 }, zlib([0, 0, 1, 0, 0, 0]), [chunk('PLTE', Uint8Array.of(1, 2, 3))]),
    'the PNG file uses colour 1 of a palette with 1; save it again',
  ],
  ['no palette', png({ colour: 3 }, zlib(6)), 'the PNG file uses colour 0 of a palette with 0; save it again'],
  [
    'data that are no zlib stream',
    png({}, Uint8Array.of(1, 2, 3)),
    'the PNG file is damaged: its data are no zlib stream',
  ],
  [
    'a checksum that is another',
    imageFile('rgb8.png').map((byte, i) => (i === 20 ? byte ^ 1 : byte)),
    'the PNG file is damaged: a checksum is another; copy it again',
  ],
  [
    'a JPEG of 65535x65535',
    withFrame(jpeg, (frame) => frame.setUint32(1, 0xffffffff)),
    'the image is 65535x65535 pixels; at most 33554432 are read, save it smaller',
  ],
  [
    'a JPEG of 12 bits',
    withFrame(jpeg, (frame) => frame.setUint8(0, 12)),
    'the JPEG file has 12 bits a channel; save it with 8',
  ],
  [
    'CMYK',
    withFrame(jpeg, (frame) => frame.setUint8(5, 4)),
    'the JPEG file has 4 channels, as CMYK has; save it in grey or RGB',
  ],
  ['a JPEG cut off', jpeg.subarray(0, 900), 'the JPEG file is cut off; copy it again'],
  ['a JPEG without anything', Uint8Array.of(0xff, 0xd8, 0xff, 0xd9), 'the JPEG file holds no image'],
  ['nothing', new Uint8Array(0), 'neither PNG nor JPEG: it is empty'],
])('%s', async (_, bytes, message) => {
  expect(await say(bytes)).toBe(message);
});

test('texts and profiles that would unpack to gigabytes are passed over', async () => {
  const profile = chunk('iCCP', Uint8Array.from([97, 0, 0, ...zlib(50_000_000)]));
  expect(await say(png({}, zlib(6), [profile]))).toBe('decoded');
});

test('a JPEG of very many scans is refused', async () => {
  const scan = jpeg.findIndex((byte, i) => byte === 0xff && jpeg[i + 1] === 0xda);
  const header = jpeg.subarray(0, scan);
  const scans = Array.from({ length: 100 }, () => Array.from(jpeg.subarray(scan, jpeg.length - 2)));
  const bytes = Uint8Array.from([...header, ...scans.flat(), 0xff, 0xd9]);
  expect(await say(bytes)).toBe('the JPEG file has more than 64 scans; save it again');
});

describe('whatever is changed in a file', () => {
  test.each(IMAGES)('%s is decoded or refused', async (name) => {
    const file = imageFile(name);
    const changes = fc.record({
      length: fc.integer({ min: 0, max: file.length }),
      bytes: fc.array(fc.tuple(fc.nat(file.length - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(changes, async ({ length, bytes }) => {
        const changed = file.slice();
        for (const [at, byte] of bytes) changed[at] = byte;
        expect(await say(changed.subarray(0, length))).toMatch(/^decoded$|^(the|neither) \S.{10,200}$/);
        expect(await say(changed)).toMatch(/^decoded$|^(the|neither) \S.{10,200}$/);
      }),
      { seed: 5, numRuns: 40 },
    );
    expect(await say(file)).toBe('decoded');
  });
});
