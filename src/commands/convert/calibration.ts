// The samples that `convert` finds ranges on: those of an array file, or of a kd.yaml.
import { listOf } from '../../base/one-of.ts';
import { attempt, must, type Outcome, placed, reject } from '../../base/problem.ts';
import { quote, quoteNames } from '../../base/quote.ts';
import { MOST_FILE_BYTES } from '../../base/read-file.ts';
import type { NumberArray } from '../../data/array.ts';
import { readNpy } from '../../data/readers/npy.ts';
import { listNpz, readSingleNpz } from '../../data/readers/npz.ts';
import { isZip } from '../../data/readers/unzip.ts';
import { CONVERT_PARAMS, calibrationIn, inputShapeOf, type Quantizing } from '../../gate/convert.ts';
import type { Engine } from '../../gate/engine.ts';
import type { Io } from '../../gate/io.ts';
import { quantizingOfSpec } from '../../gate/spec-calibration.ts';
import { spendWithin } from '../../gate/work.ts';
import { readSpecFile } from '../spec-file.ts';
import type { ConvertOptions } from './options.ts';

export interface ConvertTools {
  readonly io: Io;
  readonly engine: Engine;
}

/** Undefined for float32. Runs inside an attempt. */
export async function quantizingOf(
  { io, engine }: ConvertTools,
  file: string,
  model: Uint8Array,
  { calibrate, spec, model: name, array, float32 = false }: ConvertOptions,
): Promise<Quantizing | undefined> {
  const sources = [calibrate, spec].filter((source) => source !== undefined).length + Number(float32);
  if (sources !== 1) {
    const needs = 'int8 needs samples: add --calibrate X.npy, --spec kd.yaml, or --float32 for none';
    reject('arguments/data', sources === 0 ? needs : 'write one of --calibrate, --spec and --float32');
  }
  if (spec === undefined && name !== undefined) reject('arguments/model', '--model is one of --spec kd.yaml; add it');
  if (spec !== undefined) return ofSpec({ io, engine }, spec, name);
  if (calibrate === undefined) return undefined;
  const found = must(
    placed(arrayIn(must(await io.readUserFile(calibrate, MOST_FILE_BYTES)), array), { file: calibrate }),
  );
  const shape = must(placed(inputShapeOf(model, found.shape.slice(1)), { file }));
  return { calibration: must(placed(calibrationIn(found, shape), { file: calibrate })), params: CONVERT_PARAMS };
}

/** Of .npz or .npy. */
function arrayIn(bytes: Uint8Array, name: string | undefined) {
  return isZip(bytes) ? npzArray(bytes, name) : readNpy(bytes);
}

function npzArray(bytes: Uint8Array, name: string | undefined): Outcome<NumberArray> {
  return attempt(() => {
    const names = must(listNpz(bytes));
    const wanted = name ?? (names.length > 1 ? 'x' : undefined);
    if (name === undefined && names.length > 1 && !names.includes('x')) {
      reject('data/npz-key', `the .npz file has several arrays, ${quoteNames(names)}; write --array with one of them`);
    }
    return must(readSingleNpz(bytes, wanted));
  });
}

async function ofSpec({ io, engine }: ConvertTools, file: string, wanted: string | undefined): Promise<Quantizing> {
  const { spec } = await readSpecFile(io, file);
  const names = Object.keys(spec.models);
  const name = wanted ?? names[0];
  if ((wanted === undefined && names.length > 1) || !Object.hasOwn(spec.models, name)) {
    const which = wanted === undefined ? 'it has several models' : `it has no model ${quote(wanted)}`;
    reject('arguments/model', `${which}; write --model with one of ${listOf(names)}`, { file });
  }
  const folder = io.folderOf(file);
  const read = (path: string) => io.readInside(folder, path, MOST_FILE_BYTES);
  const budget = spendWithin(spec.limits, () => {});
  const spend = (macs: number) => budget({ model: name, stage: 'features', macs });
  return must(placed(await quantizingOfSpec(spec.models[name], { read, engine, spend }), { file }));
}
