// JPEG, decoded by libjpeg-turbo (mozjpeg) as WebAssembly: whole numbers, so the same pixels on every machine. The
// orientation that a camera notes is not applied, as tf.io.decode_jpeg doesn't.
import { attemptLater, type Outcome, reject } from '../../base/problem.ts';
import { readJpegHeader } from './jpeg-header.ts';
import type { Picture } from './picture.ts';

/** The module's file in base64 (scripts/data.mjs). */
declare const KD_GATE_JPEG: string;

interface Rgba {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

interface JpegModule {
  /** Nothing where it can't be decoded. `orient`: as the camera noted. */
  decode(bytes: Uint8Array, orient: boolean): Rgba | null;
}

interface Decoder {
  readonly module: JpegModule;
  /** What it said of the last file. */
  readonly said: string[];
}

let decoder: Promise<Decoder> | undefined;

async function newDecoder(): Promise<Decoder> {
  const { default: create } = await import('@jsquash/jpeg/codec/dec/mozjpeg_dec.js');
  const wasm = new WebAssembly.Module(bytesOfBase64(KD_GATE_JPEG));
  const said: string[] = [];
  const module: JpegModule = await create({
    noInitialRun: true,
    printErr: (line: string) => said.push(line),
    print: () => {},
    instantiateWasm(imports: Record<string, Record<string, unknown>>, ready: (instance: WebAssembly.Instance) => void) {
      const instance = new WebAssembly.Instance(wasm, imports);
      ready(instance);
      return instance.exports;
    },
  });
  return { module, said };
}

function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Problems: `data/image`, `data/too-large`. */
export function decodeJpeg(bytes: Uint8Array): Promise<Outcome<Picture>> {
  return attemptLater(async () => {
    const { height, width, channels } = readJpegHeader(bytes);
    decoder ??= newDecoder();
    const { module, said } = await decoder;
    said.length = 0;
    const decoded = decodeWith(module, bytes);
    const isDamaged = said.some((line) => /premature end|corrupt/i.test(line));
    if (!decoded || decoded.width !== width || decoded.height !== height || isDamaged) {
      return reject('data/image', 'the JPEG file is damaged; copy it again, or save it again');
    }
    return { height, width, channels, pixels: withoutAlpha(decoded.data, channels) };
  });
}

function decodeWith(module: JpegModule, bytes: Uint8Array): Rgba | undefined {
  try {
    return module.decode(bytes, false) ?? undefined;
  } catch {
    // libjpeg leaves by exit(): what it holds then is of no more use.
    decoder = undefined;
    return undefined;
  }
}

/** Of red, green, blue and alpha, the first, or the first three: of a grey image they are equal. */
function withoutAlpha(rgba: Uint8ClampedArray, channels: 1 | 3): Uint8Array {
  const pixels = new Uint8Array((rgba.length / 4) * channels);
  for (let from = 0, to = 0; from < rgba.length; from += 4) {
    for (let c = 0; c < channels; c++) pixels[to++] = rgba[from + c];
  }
  return pixels;
}
