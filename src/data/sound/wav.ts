// A .wav file to samples in -1..1: PCM of 8, 16, 24 and 32 bits and floats, in plain or extensible format.
// The format: Microsoft, "Multimedia Programming Interface and Data Specifications 1.0" (1991), RIFF and WAVE, and
// "Multiple Channel Audio Data and WAVE Files" for WAVE_FORMAT_EXTENSIBLE.
// Own code, as @echogarden/wave-codec 0.4 loses the data behind a chunk of odd length (it skips no padding byte).
import { asciiOf, viewOf } from '../../base/bytes.ts';
import { describeKind } from '../../base/file-kind.ts';
import { attempt, type Outcome, reject } from '../../base/problem.ts';
import { quote } from '../../base/quote.ts';

export interface Recording {
  /** Samples a second, of each channel. */
  readonly rate: number;
  readonly channels: number;
  /** [frames, channels] float32; integers are divided as `tf.audio.decode_wav` does: int16 by 32768. */
  readonly values: Float32Array;
}

/** Beyond what any microphone is read with. */
export const MOST_RATE = 768_000;
const LEAST_RATE = 100;
const MOST_CHANNELS = 64;
/** Files hold one or two that a player reads, and some that others wrote. */
const MOST_CHUNKS = 1024;
/** What programs that write to a pipe put in place of the length. */
const UNKNOWN_LENGTH = 0xffffffff;

const [PCM, FLOAT, EXTENSIBLE] = [1, 3, 0xfffe];
/** Behind the two bytes of the format in the GUID of an extensible header. */
const GUID_TAIL = '\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71';
const NAMED_FORMATS: ReadonlyMap<number, string> = new Map([
  [2, 'ADPCM'],
  [6, 'A-law'],
  [7, 'mu-law'],
  [17, 'IMA ADPCM'],
  [85, 'MP3'],
]);

interface Encoding {
  readonly bytes: number;
  /** As float32 in -1..1. */
  read(view: DataView, at: number): number;
}

/** By format and bits. */
const ENCODINGS: ReadonlyMap<string, Encoding> = new Map<string, Encoding>([
  [`${PCM}/8`, { bytes: 1, read: (view, at) => (view.getUint8(at) - 128) / 128 }],
  [`${PCM}/16`, { bytes: 2, read: (view, at) => view.getInt16(at, true) / 32768 }],
  [`${PCM}/24`, { bytes: 3, read: (view, at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 8388608 }],
  [`${PCM}/32`, { bytes: 4, read: (view, at) => view.getInt32(at, true) / 2147483648 }],
  [`${FLOAT}/32`, { bytes: 4, read: (view, at) => view.getFloat32(at, true) }],
  [`${FLOAT}/64`, { bytes: 8, read: (view, at) => view.getFloat64(at, true) }],
]);

/** Problems: `data/wav`, `data/not-finite`. */
export function readWav(bytes: Uint8Array): Outcome<Recording> {
  return attempt(() => {
    const { format, data } = chunksOf(bytes);
    const { encoding, channels, rate } = formatOf(format);
    const frame = encoding.bytes * channels;
    if (data.length % frame !== 0) {
      refuse(`its ${data.length} bytes of sound are no multiple of the ${frame} that a moment takes`);
    }
    const values = new Float32Array(data.length / encoding.bytes);
    const view = viewOf(data);
    for (let i = 0; i < values.length; i++) values[i] = encoding.read(view, i * encoding.bytes);
    const wrong = values.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0)
      reject('data/not-finite', `sample ${wrong} of the .wav file is ${values[wrong]}; all must be finite`);
    return { rate, channels, values };
  });
}

/** Inside an `attempt`. */
function refuse(why: string): never {
  return reject('data/wav', `the .wav file is not sound: ${why}`);
}

interface Chunks {
  readonly format: Uint8Array;
  readonly data: Uint8Array;
}

function chunksOf(bytes: Uint8Array): Chunks {
  if (bytes.length < 12 || asciiOf(bytes, 0, 4) !== 'RIFF' || asciiOf(bytes, 8, 12) !== 'WAVE') {
    const large = ['RF64', 'RIFX', 'BW64'].find((name) => asciiOf(bytes, 0, 4) === name);
    const start = large ? `it is ${large}; write it as RIFF` : 'it does not start with RIFF and WAVE';
    reject('data/wav', `not a .wav file: ${describeKind(bytes, start)}`);
  }
  const view = viewOf(bytes);
  let format: Uint8Array | undefined;
  let at = 12;
  // Less than a chunk's header at the end is padding. What the RIFF header says of the whole is often wrong.
  for (let count = 0; at + 8 <= bytes.length; count++) {
    if (count >= MOST_CHUNKS) refuse(`it has more than ${MOST_CHUNKS} chunks`);
    const name = asciiOf(bytes, at, at + 4);
    const length = view.getUint32(at + 4, true);
    const from = at + 8;
    const there = bytes.length - from;
    if (name === 'data') {
      if (!format) return refuse('its data stand before its format');
      const isOpen = length === UNKNOWN_LENGTH;
      if (!isOpen && length > there) refuse(`it is cut off: it names ${length} bytes of sound and has ${there}`);
      return { format, data: bytes.subarray(from, isOpen ? bytes.length : from + length) };
    }
    if (length > there) refuse(`its chunk ${quote(name)} names ${length} bytes, and ${there} are left`);
    if (name === 'fmt ') format = bytes.subarray(from, from + length);
    // A chunk starts at an even place.
    at = from + length + (length % 2);
  }
  return refuse('it has no chunk of data');
}

interface Format {
  readonly encoding: Encoding;
  readonly channels: number;
  readonly rate: number;
}

function formatOf(chunk: Uint8Array): Format {
  if (chunk.length < 16) refuse(`its format takes 16 bytes, it has ${chunk.length}`);
  const view = viewOf(chunk);
  const [tag, channels, bits] = [0, 2, 14].map((at) => view.getUint16(at, true));
  const rate = view.getUint32(4, true);
  const format = tag === EXTENSIBLE ? extensibleFormat(chunk) : tag;
  const encoding = ENCODINGS.get(`${format}/${bits}`);
  if (!encoding) {
    const named = NAMED_FORMATS.get(format);
    const found = format === PCM || format === FLOAT ? `${bits} bit ${format === PCM ? 'PCM' : 'float'}` : named;
    const supported = 'supported are PCM of 8, 16, 24 or 32 bits and floats of 32 or 64';
    return reject('data/wav', `the .wav file holds ${found ?? `format ${format}`}; ${supported}`);
  }
  if (channels < 1 || channels > MOST_CHANNELS)
    refuse(`it names ${channels} channels; supported are 1 to ${MOST_CHANNELS}`);
  if (rate < LEAST_RATE || rate > MOST_RATE) {
    refuse(`it names ${rate} samples a second; supported are ${LEAST_RATE} to ${MOST_RATE}`);
  }
  const frame = view.getUint16(12, true);
  if (frame !== encoding.bytes * channels) {
    refuse(`it names ${frame} bytes for a moment; ${channels} of ${bits} bits take ${encoding.bytes * channels}`);
  }
  return { encoding, channels, rate };
}

function extensibleFormat(chunk: Uint8Array): number {
  if (chunk.length < 40) refuse(`its extensible format takes 40 bytes, it has ${chunk.length}`);
  if (asciiOf(chunk, 26, 40) !== GUID_TAIL) refuse('its extensible format is none of PCM and float');
  return viewOf(chunk).getUint16(24, true);
}

/** What of several channels is kept: their mean, or one by its number from 0. */
export type Channel = 'mix' | number;

/** One value a moment. Inside an `attempt`. */
export function oneChannel({ channels, values }: Recording, channel: Channel): Float32Array {
  if (channel !== 'mix' && channel >= channels) {
    reject('data/wav', `the .wav file has no channel ${channel}; it has ${channels}, which count from 0`);
  }
  if (channels === 1) return values;
  const mono = new Float32Array(values.length / channels);
  for (let i = 0; i < mono.length; i++) {
    if (channel === 'mix') {
      let sum = 0;
      for (let c = 0; c < channels; c++) sum += values[i * channels + c];
      mono[i] = sum / channels;
    } else mono[i] = values[i * channels + channel];
  }
  return mono;
}
