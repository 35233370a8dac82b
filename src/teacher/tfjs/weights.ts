// The weights of a TensorFlow.js bundle: what model.json says of them, and the files beside it that hold them.
import { joinBytes } from '../../base/bytes.ts';
import { must, reject, withProblems } from '../../base/problem.ts';
import { quote } from '../../base/quote.ts';
import { MOST_MODEL_BYTES, type ReadFile } from '../../base/read-file.ts';
import { sizeOf } from '../../base/shape.ts';
import { isObject, type Json, type JsonObject, listOf, objectOf, textOf } from '../../keras/json.ts';
import type { StoredWeights, WeightSpec } from '../engines.ts';

/** 4 MB each, as the converter writes them, are 256 MB. */
const MOST_SHARDS = 256;
const MOST_WEIGHTS = 100_000;
const BYTES = { float32: 4, int32: 4, bool: 1 } as const;
const QUANTIZED_BYTES = { uint8: 1, uint16: 2, float16: 2 } as const;

/** `folder` of model.json, with a `/` at its end, or empty. Inside an attempt. */
export async function readWeights(manifest: Json | undefined, folder: string, read: ReadFile): Promise<StoredWeights> {
  const groups = listOf(manifest).map(objectOf);
  if (groups.length === 0)
    reject('teacher/weights', 'model.json has no weightsManifest; export the model with weights');
  const paths = groups.flatMap((group) => listOf(group.paths));
  if (paths.length > MOST_SHARDS) {
    reject('teacher/weights', `model.json names ${paths.length} files of weights; ${MOST_SHARDS} are supported`);
  }
  const all: Uint8Array[] = [];
  const specs: WeightSpec[] = [];
  let left = MOST_MODEL_BYTES;
  for (const group of groups) {
    const own = specsOf(group);
    const wanted = own.reduce((sum, spec) => sum + bytesOf(spec), 0);
    left -= wanted;
    if (!(left >= 0)) reject('teacher/weights', `model.json declares more than ${MOST_MODEL_BYTES} bytes of weights`);
    all.push(await readShards(group, folder, read, wanted));
    specs.push(...own);
    if (specs.length > MOST_WEIGHTS) reject('teacher/weights', `model.json lists more than ${MOST_WEIGHTS} weights`);
  }
  return { specs, bytes: joined(all) };
}

async function readShards(group: JsonObject, folder: string, read: ReadFile, wanted: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for (const path of listOf(group.paths)) {
    const file = `${folder}${nameOf(path)}`;
    const part = must(withProblems(await read(file), (problem) => ({ ...problem, code: 'teacher/weights' })));
    bytes += part.length;
    parts.push(part);
    if (bytes > wanted) break;
  }
  if (bytes !== wanted) {
    const found = bytes > wanted ? `more than ${wanted}` : `${bytes} of ${wanted}`;
    reject('teacher/weights', `the files of weights beside model.json hold ${found} bytes that it declares`);
  }
  return joined(parts);
}

/** Of a file beside model.json: never a path, never an address. */
function nameOf(path: Json): string {
  const name = textOf(path);
  if (/^[\w][\w.() -]{0,199}$/.test(name)) return name;
  return reject(
    'teacher/weights',
    `model.json names the file of weights ${quote(name)}; it must lie beside model.json`,
  );
}

function specsOf(group: JsonObject): WeightSpec[] {
  return listOf(group.weights).map((entry) => {
    const { name, shape, dtype, quantization } = objectOf(entry);
    const dims = listOf(shape);
    const sizes = dims.filter((d) => typeof d === 'number' && Number.isInteger(d) && d >= 0);
    const known = dtype === 'float32' || dtype === 'int32' || dtype === 'bool' ? dtype : undefined;
    if (typeof name !== 'string' || sizes.length !== dims.length || dims.length > 8 || !known) {
      const what = `the weight ${quote(textOf(name))} of model.json has the type ${quote(textOf(dtype))}`;
      return reject('teacher/weights', `${what} or a shape that is not supported; use float32, int32 or bool`);
    }
    const own = isObject(quantization) ? { quantization: quantizationOf(quantization, name) } : {};
    return { name, shape: sizes as number[], dtype: known, ...own };
  });
}

function quantizationOf({ dtype, scale, min }: JsonObject, name: string): NonNullable<WeightSpec['quantization']> {
  if (dtype === 'float16') return { dtype };
  const isKnown = dtype === 'uint8' || dtype === 'uint16';
  if (isKnown && typeof scale === 'number' && typeof min === 'number') return { dtype, scale, min };
  const what = `the weight ${quote(name)} of model.json is quantized to ${quote(textOf(dtype))}`;
  return reject('teacher/weights', `${what}; supported are float16, and uint8 and uint16 with scale and min`);
}

function bytesOf({ shape, dtype, quantization }: WeightSpec): number {
  const each = quantization ? QUANTIZED_BYTES[quantization.dtype] : BYTES[dtype];
  return each * sizeOf(shape);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 ? parts[0] : joinBytes(parts);
}
