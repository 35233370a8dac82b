// What a model's metadata say of it: where its data come from, and the names of its classes.
import type { ModelFacts } from '../compress/metadata.ts';
import type { Dataset } from '../data/dataset.ts';
import { classesOf, type DataSets } from '../data/load.ts';

export function factsOf({ name }: { readonly name: string }, data: DataSets): ModelFacts {
  const set = data.train ?? data.test;
  return {
    ...{ name, labels: classesOf(data) },
    ...(set && normalizationOf(set)),
    ...(set && { hasPixels: hasPixels(set) }),
  };
}

/** None where values of one channel have several: the metadata has no place for those. */
function normalizationOf({ normalisation, shape }: Dataset): Pick<ModelFacts, 'normalization'> {
  const [mean, factors] = [normalisation.subtract, normalisation.multiply].map(listOf);
  if (mean.length !== 1 && mean.length !== shape.at(-1)) return {};
  return { normalization: { mean, std: factors.map((factor) => 1 / factor) } };
}

function listOf(value: number | Float32Array): readonly number[] {
  return typeof value === 'number' ? [value] : [...value];
}

/** Bytes in rows and columns of one or three channels: pictures, whatever file they came in. */
function hasPixels({ values, shape }: Dataset): boolean {
  return values instanceof Uint8Array && shape.length === 3 && (shape[2] === 1 || shape[2] === 3);
}
