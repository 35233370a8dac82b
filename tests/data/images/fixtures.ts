// The images of fixtures/images, and what TensorFlow made of them (fixtures/images/make.py).
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { orBug } from '../../../src/base/problem.ts';
import type { NumberArray } from '../../../src/data/array.ts';
import type { Picture } from '../../../src/data/images/picture.ts';
import { readNpz } from '../../../src/data/readers/npz.ts';

const FOLDER = join(import.meta.dirname, '../../../fixtures/images');

export const IMAGES = readdirSync(FOLDER).filter((name) => /\.(png|jpg)$/.test(name));

export function imageFile(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(FOLDER, name)));
}

const npz = new Uint8Array(readFileSync(join(FOLDER, 'expected.npz')));

export function expectedArray(name: string): NumberArray {
  return orBug(readNpz(npz, [name]))[0];
}

export function expectedPicture(name: string): Picture {
  const { shape, values } = expectedArray(name);
  if (!(values instanceof Uint8Array)) throw new Error(`${name} is no picture`);
  return { height: shape[0], width: shape[1], channels: shape[2] === 1 ? 1 : 3, pixels: values };
}
