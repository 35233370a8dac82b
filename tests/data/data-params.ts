// The `data:` section as loading is given it, for tests that write only a part of it.
import type { DataParams } from '../../src/data/params.ts';

/** Sets are as the schema of any reader leaves them. */
type Written = Omit<Partial<DataParams>, 'train' | 'test' | 'all'> &
  Partial<Readonly<Record<'train' | 'test' | 'all', object>>>;

/** Values as they are stored, and one sample to calibrate with, of the test set where there is one. */
export function dataParams(written: Written): DataParams {
  const from = written.test ? 'test' : 'train';
  const defaults = { normalize: { subtract: 0, divide: 1 }, calibrate: { from, samples: 1 } } as const;
  return { ...defaults, ...written } as DataParams;
}
