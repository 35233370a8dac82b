// What a file is that was taken for another: told by the bytes it starts with.
import { asciiOf } from './bytes.ts';

/** What to say of the file, with the cure where there is one. */
interface Kind {
  readonly is: string;
  readonly matches: (bytes: Uint8Array) => boolean;
}

const startsWith =
  (text: string, at = 0) =>
  (bytes: Uint8Array): boolean =>
    asciiOf(bytes, at, at + text.length) === text;

/** How a C or C++ source starts behind its comments; `xxd -i` and TensorFlow's converters write such. */
const C_START = /^(#\s*(include|ifndef|define|pragma)\b|(alignas\(\d+\) )?(static |extern )?(const )?unsigned char \w)/;
const C_COMMENTS = /^(\s|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)*/;
const MOST_HEAD = 512;

const KERAS_REMEDY = 'make it one with `kd-gate convert`, or name it under student: { keras: FILE }';

/** The first that fits is said: zip archives of Keras and of NumPy before zip archives. */
const KINDS: readonly Kind[] = [
  {
    // The specification: github.com/git-lfs/git-lfs, docs/spec.md.
    is: 'a Git LFS pointer, not the file; write `lfs: true` under `with:` of actions/checkout, or run `git lfs pull`',
    matches: startsWith('version https://git-lfs.github.com/spec/'),
  },
  { is: 'a TensorFlow Lite model', matches: startsWith('TFL3', 4) },
  { is: 'a .npy file of NumPy', matches: startsWith('\x93NUMPY') },
  { is: `an HDF5 file, as Keras writes .h5; ${KERAS_REMEDY}`, matches: startsWith('\x89HDF') },
  { is: `a .keras file; ${KERAS_REMEDY}`, matches: isKeras },
  { is: 'a .npz file of NumPy', matches: (bytes) => startsWith('PK\x03\x04')(bytes) && headOf(bytes).includes('.npy') },
  { is: 'a zip archive; unpack it first', matches: startsWith('PK\x03\x04') },
  { is: 'gzipped; unpack it first', matches: startsWith('\x1f\x8b') },
  { is: 'a PNG picture', matches: startsWith('\x89PNG') },
  { is: 'a JPEG picture', matches: startsWith('\xff\xd8\xff') },
  { is: 'a PDF document', matches: startsWith('%PDF-') },
  {
    is: 'a Python pickle (of PyTorch perhaps)',
    matches: (bytes) => bytes[0] === 0x80 && bytes[1] >= 2 && bytes[1] <= 5,
  },
  { is: 'an ONNX model; convert it to .tflite first', matches: isOnnx },
  {
    is: 'an HTML page; was the download refused?',
    matches: (bytes) => /^\s*<(!doctype html|html)/i.test(headOf(bytes)),
  },
  {
    is: 'C source; the .tflite file that it was made from is needed',
    matches: (bytes) => C_START.test(headOf(bytes).replace(C_COMMENTS, '')),
  },
];

/** `a Git LFS pointer, not the file; write …`, to stand behind "it is"; undefined for bytes of nothing known. */
export function kindOf(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return 'empty';
  return KINDS.find(({ matches }) => matches(bytes))?.is;
}

/** `it is an HTML page; …` or what is written for bytes of no known kind. */
export function describeKind(bytes: Uint8Array, otherwise: string): string {
  const kind = kindOf(bytes);
  return kind === undefined ? otherwise : `it is ${kind}`;
}

function headOf(bytes: Uint8Array): string {
  return asciiOf(bytes, 0, MOST_HEAD);
}

/** A zip whose entries have the names that Keras 3 gives them (keras/src/saving/saving_lib.py). */
function isKeras(bytes: Uint8Array): boolean {
  if (!startsWith('PK\x03\x04')(bytes)) return false;
  return ['metadata.json', 'config.json', 'model.weights.h5'].some((name) => headOf(bytes).includes(name));
}

/** A ModelProto (onnx/onnx.proto): field 1 is ir_version, field 2 the producer's name or field 7 the graph. */
function isOnnx(bytes: Uint8Array): boolean {
  return bytes[0] === 0x08 && bytes[1] > 0 && bytes[1] < 32 && (bytes[2] === 0x12 || bytes[2] === 0x3a);
}
