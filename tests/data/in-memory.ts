// Values of few samples, which lie in memory.
import { isStored, type StoredValues } from '../../src/data/stored-values.ts';

export function inMemory<Values extends object>(values: Values | StoredValues): Values {
  if (isStored(values)) throw new Error('the samples went to a file');
  return values;
}
