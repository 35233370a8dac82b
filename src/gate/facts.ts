// What a model's metadata say of it: where its data come from, and the names of its classes.
import type { ModelFacts } from '../compress/metadata.ts';
import type { Dataset } from '../data/dataset.ts';
import { classesOf, type DataSets } from '../data/load.ts';

export function factsOf({ name }: { readonly name: string }, data: DataSets): ModelFacts {
  const set = data.train ?? data.test;
  return {
    ...{ name, labels: classesOf(data) },
    ...(set && { normalisation: set.normalisation, hasPixels: hasPixels(set) }),
  };
}

/** Bytes in rows and columns of one or three channels: pictures, whatever file they came in. */
function hasPixels({ values, shape }: Dataset): boolean {
  return values instanceof Uint8Array && shape.length === 3 && (shape[2] === 1 || shape[2] === 3);
}
