// MNIST for the experiments: read as kd.yaml reads it, and 10,000 samples held out to choose settings on.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { done, must } from '../../src/base/problem.ts';
import type { Dataset } from '../../src/data/dataset.ts';
import { loadData } from '../../src/data/load.ts';
import type { DataParams } from '../../src/data/params.ts';
import { type Split, splitByClass } from '../../src/student/split.ts';

const FOLDER = join('..', 'shared', 'data', 'mnist');
const TRAIN = { images: 'train-images-idx3-ubyte.gz', labels: 'train-labels-idx1-ubyte.gz' };
const TEST = { images: 't10k-images-idx3-ubyte.gz', labels: 't10k-labels-idx1-ubyte.gz' };
/** 10,000 of 60,000. */
const SHARE = 1 / 6;
const SPLIT_SEED = 1;

export interface Mnist {
  readonly train: Dataset;
  readonly test: Dataset;
  /** The training samples in two; settings are chosen on `validation`. */
  readonly split: Split;
}

/** Ends the program with status 3 where the files are missing. Run from the repository's root. */
export async function loadMnist(): Promise<Mnist> {
  const missing = [...Object.values(TRAIN), ...Object.values(TEST)].filter((file) => !existsSync(join(FOLDER, file)));
  if (missing.length > 0) {
    console.error(`not run: MNIST is not part of this repository; ${FOLDER} lacks ${missing.join(', ')}`);
    process.exit(3);
  }
  const params: DataParams = {
    train: { idx: TRAIN, x: 'x', y: 'y' },
    test: { idx: TEST, x: 'x', y: 'y' },
    normalize: { subtract: 0, divide: 255 },
    calibrate: { from: 'train', samples: 1 },
  };
  const { train, test } = must(await loadData(params, async (path) => done(readFileSync(join(FOLDER, path)))));
  if (!train || !test) throw new Error('both sets are named');
  return { train, test, split: splitByClass(train.labels, train.classes.length, SHARE, SPLIT_SEED) };
}
