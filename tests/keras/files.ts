// The files of fixtures/keras, which its make.py writes, and what Keras answers to them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { must } from '../../src/base/problem.ts';
import { readNpz } from '../../src/data/readers/npz.ts';

export const FOLDER = join(import.meta.dirname, '../../fixtures/keras');

/** Whole models that a student can hold. */
export const MODELS = readdirSync(FOLDER)
  .filter((name) => /\.(keras|h5)$/.test(name) && !/^(refused|only)\./.test(name))
  .sort();

export function fileNamed(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(FOLDER, name)));
}

/** The HDF5 part of a file. */
export function hdf5In(name: string): Uint8Array {
  const bytes = fileNamed(name);
  return name.endsWith('.keras') ? unzipSync(bytes)['model.weights.h5'] : bytes;
}

/** Samples and answers of the model in a file: `lenet-v2.h5` is `lenet`. */
export function answersTo(file: string) {
  const [model] = file.split(/[.-]/);
  const [x, y] = must(readNpz(fileNamed('answers.npz'), [`${model}.x`, `${model}.y`]));
  return { x: Float32Array.from(x.values, Number), count: x.shape[0], y: Float32Array.from(y.values, Number) };
}
