// PNG (W3C, Portable Network Graphics, third edition), all depths and colour types, to 8 bits as tf.io.decode_png does:
// of 16 bits the upper ones, alpha dropped, gamma and profiles not applied. Not by a library: those known unpack all
// that a file holds, texts and profiles too, before they look at the size in its header.
import { attempt, type Outcome, reject } from '../../base/problem.ts';
import { checkSize, type Picture } from './picture.ts';
import { type PngHeader, readChunks } from './png-chunks.ts';
import { unfilter } from './png-filter.ts';
import { inflateScanlines } from './png-inflate.ts';

const [GREY, TRUECOLOUR, INDEXED, GREY_ALPHA, TRUECOLOUR_ALPHA] = [0, 2, 3, 4, 6];

/** Depths that a colour type may have (table 11.1), and its samples a pixel. */
const TYPES: ReadonlyMap<number, { readonly depths: readonly number[]; readonly samples: number }> = new Map([
  [GREY, { depths: [1, 2, 4, 8, 16], samples: 1 }],
  [TRUECOLOUR, { depths: [8, 16], samples: 3 }],
  [INDEXED, { depths: [1, 2, 4, 8], samples: 1 }],
  [GREY_ALPHA, { depths: [8, 16], samples: 2 }],
  [TRUECOLOUR_ALPHA, { depths: [8, 16], samples: 4 }],
]);

/** A pass of the image: its pixels are those at (x0 + i dx, y0 + j dy). */
export interface Pass {
  readonly x0: number;
  readonly y0: number;
  readonly dx: number;
  readonly dy: number;
  readonly columns: number;
  readonly rows: number;
  readonly rowBytes: number;
}

/** Section 8.1, Adam7: [x0, y0, dx, dy]. */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

/** Problems: `data/image`, `data/too-large`. */
export function decodePng(bytes: Uint8Array): Outcome<Picture> {
  return attempt(() => {
    const { header, palette, data } = readChunks(bytes);
    const samples = checkHeader(header);
    const passes = passesOf(header, samples);
    const total = passes.reduce((sum, { rows, rowBytes }) => sum + rows * (rowBytes + 1), 0);
    const lines = inflateScanlines(data, total);
    const { width, height, colour } = header;
    const channels = colour === GREY || colour === GREY_ALPHA ? 1 : 3;
    const pixels = new Uint8Array(width * height * channels);
    const write = writerOf(header, samples, palette, pixels);
    let at = 0;
    for (const pass of passes) {
      unfilter(lines, at, pass, Math.max(1, (header.depth * samples) >> 3));
      for (let j = 0; j < pass.rows; j++) {
        write(lines, at + 1, pass, pass.y0 + j * pass.dy);
        at += pass.rowBytes + 1;
      }
    }
    return { height, width, channels, pixels };
  });
}

/** Samples a pixel. */
function checkHeader({ width, height, depth, colour, interlace }: PngHeader): number {
  checkSize(width, height);
  const type = TYPES.get(colour);
  if (!type?.depths.includes(depth)) {
    return reject('data/image', `the PNG file has ${depth} bits of colour type ${colour}, which PNG does not know`);
  }
  if (interlace > 1) reject('data/image', `the PNG file has interlace method ${interlace}, which PNG does not know`);
  return type.samples;
}

function passesOf({ width, height, depth, interlace }: PngHeader, samples: number): readonly Pass[] {
  return (interlace === 0 ? [[0, 0, 1, 1]] : ADAM7)
    .map(([x0, y0, dx, dy]) => {
      const columns = Math.max(0, Math.ceil((width - x0) / dx));
      const rows = columns === 0 ? 0 : Math.max(0, Math.ceil((height - y0) / dy));
      return { x0, y0, dx, dy, columns, rows, rowBytes: Math.ceil((columns * depth * samples) / 8) };
    })
    .filter(({ rows }) => rows > 0);
}

type WriteRow = (lines: Uint8Array, from: number, pass: Pass, y: number) => void;

/** Of an unfiltered row into the picture. */
function writerOf(
  { width, depth, colour }: PngHeader,
  samples: number,
  palette: Uint8Array,
  pixels: Uint8Array,
): WriteRow {
  if (depth < 8) return packedWriter(width, depth, colour === INDEXED ? palette : undefined, pixels);
  const step = (samples * depth) / 8;
  const wide = depth / 8;
  if (colour === INDEXED) {
    return (lines, from, { x0, dx, columns }, y) => {
      for (let i = 0; i < columns; i++) paint(palette, lines[from + i], pixels, y * width + x0 + i * dx);
    };
  }
  const channels = samples < 3 ? 1 : 3;
  return (lines, from, { x0, dx, columns }, y) => {
    for (let i = 0; i < columns; i++) {
      const to = (y * width + x0 + i * dx) * channels;
      for (let c = 0; c < channels; c++) pixels[to + c] = lines[from + i * step + c * wide];
    }
  };
}

/** Several pixels a byte, the leftmost in its upper bits. */
function packedWriter(width: number, depth: number, palette: Uint8Array | undefined, pixels: Uint8Array): WriteRow {
  const most = (1 << depth) - 1;
  return (lines, from, { x0, dx, columns }, y) => {
    for (let i = 0; i < columns; i++) {
      const bit = i * depth;
      const value = (lines[from + (bit >> 3)] >> (8 - depth - (bit & 7))) & most;
      const at = y * width + x0 + i * dx;
      if (palette) paint(palette, value, pixels, at);
      else pixels[at] = (value * 255) / most;
    }
  };
}

function paint(palette: Uint8Array, index: number, pixels: Uint8Array, at: number): void {
  if (3 * index >= palette.length) {
    reject('data/image', `the PNG file uses colour ${index} of a palette with ${palette.length / 3}; save it again`);
  }
  for (let c = 0; c < 3; c++) pixels[3 * at + c] = palette[3 * index + c];
}
