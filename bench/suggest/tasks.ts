// The four tasks whose specs `suggest` is tried on, each a kd.yaml that trains in seconds and the files that it names.
import { readFile } from 'node:fs/promises';
import { attemptLater, must, reject } from '../../src/base/problem.ts';
import type { ReadFile } from '../../src/base/read-file.ts';
import { DEMO_DATA, demoFiles } from '../../src/commands/init/demo.ts';
import { listFolder } from '../../src/host/list-folder.ts';

export interface SuggestTask {
  readonly model: string;
  /** A kd.yaml without budgets. */
  readonly yaml: string;
  /** From the folder of fixtures. */
  readFrom(fixtures: string): ReadFile;
}

const inFolder =
  (name: string) =>
  (fixtures: string): ReadFile =>
  (path) =>
    attemptLater(async () => {
      const file = `${fixtures}/${name}/${path}`;
      return path.endsWith('/') ? must(await listFolder(file, path)) : new Uint8Array(await readFile(file));
    });

/** Images of 8x8. */
const digits: SuggestTask = {
  model: 'digits',
  readFrom: inFolder('digits'),
  yaml: `version: 1
models:
  digits:
    data:
      train: { npz: data/train.npz }
      test: { npz: data/test.npz }
      normalize: { divide: 16 }
    student:
      layers:
        - conv2d: { filters: 12, kernel: 3, stride: 1, batchNorm: true, activation: relu } # sees strokes
        - conv2d: { filters: 16, kernel: 3, stride: 2, batchNorm: true, activation: relu }
        - conv2d: { filters: 24, kernel: 3, batchNorm: true, activation: relu }
        - globalAveragePool: {}
        - dense: { units: 10 }
    distill: { epochs: 8, batch: 32, optimizer: { adam: { learningRate: 1e-2 } } }
    boards: [arduino-nano-33-ble]
    budgets: {}
`,
};

/** Spoken words as MFCC. */
const spoken: SuggestTask = {
  model: 'spoken',
  readFrom: inFolder('spoken-digits'),
  yaml: `version: 1
models:
  spoken:
    data:
      all:
        wav: { folder: recordings, rate: 8000, seconds: 1, pattern: "{label}_{speaker}_{index}.wav", group: index }
      split: { test: [0, 1, 2] }
      features:
        mfcc: { rate: 8 kHz, frame: 40 ms, step: 40 ms, bands: 40, lower: 20 Hz, upper: 4000 Hz, coefficients: 10 }
      normalize: { standardize: bin }
    student:
      arch: { ds-cnn: { width: 0.25, blocks: 2 } }
    distill: { epochs: 8, batch: 32, optimizer: { adam: { learningRate: 1e-2 } } }
    boards: [arduino-nano-33-ble]
    budgets: {}
`,
};

/** Windows of a movement along three axes: `kd-gate init --demo` writes the same. */
const motion: SuggestTask = {
  model: 'motion',
  readFrom: () => {
    const files = demoFiles();
    return (path) =>
      attemptLater(async () => new TextEncoder().encode(files.get(path) ?? reject('file/missing', `no ${path}`)));
  },
  yaml: `version: 1
models:
  motion:
    data:
${DEMO_DATA.map((line) => `      ${line}`).join('\n')}
    student:
      layers:
        - conv2d: { filters: 16, kernel: [5, 1], stride: [2, 1], batchNorm: true, activation: relu }
        - conv2d: { filters: 16, kernel: [3, 1], stride: [2, 1], batchNorm: true, activation: relu }
        - globalAveragePool: {}
        - dense: { units: 3 }
    distill: { epochs: 10, batch: 16, optimizer: { adam: { learningRate: 1e-2 } } }
    boards: [arduino-nano-33-ble]
    budgets: {}
`,
};

/** How a machine sounds when it is well: a regression that finds anomalies. */
const bearing: SuggestTask = {
  model: 'bearing',
  readFrom: inFolder('metrics'),
  yaml: `version: 1
models:
  bearing:
    task: regression
    data: { targets: input, train: { npz: train.npz }, test: { npz: test.npz } }
    student:
      layers:
        - dense: { units: 16, activation: relu }
        - dense: { units: 8, activation: relu }
        - dense: { units: 16, activation: relu }
        - dense: { units: 32 }
    distill: { epochs: 20, batch: 32, optimizer: { adam: { learningRate: 1e-2 } } }
    boards: [arduino-nano-33-ble]
    budgets: {}
`,
};

export const SUGGEST_TASKS = { digits, spoken, motion, bearing } as const;
