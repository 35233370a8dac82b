// A stored teacher: a changed student doesn't train or ask it again, and has the same bytes as with a fresh one.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { must, reject } from '../../src/base/problem.ts';
import { type GateResult, runGate } from '../../src/gate/gate.ts';
import type { ProgressEvent } from '../../src/gate/progress.ts';
import { resultsOf } from '../../src/store/results.ts';
import { redigested } from '../store/forge.ts';
import { type MemoryStore, memoryStore } from '../store/memory-folder.ts';
import { gateInput } from './in-memory.ts';

const root = join(import.meta.dirname, '../..');
const digits = (file: string) => readFileSync(join(root, 'fixtures/digits', file));
const FILES = new Map<string, Uint8Array>([
  ['train.npz', digits('data/train.npz')],
  ['test.npz', digits('data/test.npz')],
  ['teacher.tflite', digits('teacher.tflite')],
]);

const LAYERS = '{ layers: [{ flatten: {} }, { dense: { units: 10 } }], train: { epochs: 1 } }';
const TFLITE = '{ tflite: teacher.tflite }';

interface Part {
  readonly teacher: string;
  readonly units?: number;
  readonly augment?: string;
  readonly seed?: number;
  readonly divide?: number;
  readonly files?: ReadonlyMap<string, Uint8Array>;
}

/** A run of a small student; `asked` says whether the teacher worked, `said` what its progress noted. */
async function run(
  store: MemoryStore | undefined,
  { teacher, units = 8, augment = '[]', seed = 1, divide = 16, files = FILES }: Part,
) {
  const yaml = `version: 1
seed: ${seed}
models:
  digits:
    data: { train: { npz: train.npz }, test: { npz: test.npz }, normalize: { divide: ${divide} } }
    teacher: ${teacher}
    student: { layers: [{ flatten: {} }, { dense: { units: ${units}, activation: relu6 } }, { dense: { units: 10 } }] }
    distill: { epochs: 1, augment: ${augment} }
`;
  const events: ProgressEvent[] = [];
  const input = gateInput(yaml, files, { onProgress: (event) => events.push(event) });
  const result: GateResult = must(await runGate({ ...input, results: store && resultsOf(store) }));
  const ofTeacher = events.filter(({ stage }) => stage === 'teacher');
  const [{ model, teacher: reported, inputs, warnings = [] }] = result.report.models;
  return {
    sha256: model.sha256,
    reported,
    warnings,
    inputs,
    isStored: ofTeacher.some(({ note }) => note === 'stored: same teacher as before'),
    worked: ofTeacher.some(({ done: parts = 0 }) => parts > 0),
  };
}

describe.each([
  ['layers', LAYERS],
  ['tflite', TFLITE],
])('a teacher of %s', (_, teacher) => {
  test('is asked once for all students, whose bytes are those of a fresh one', async () => {
    const store = memoryStore();
    const first = await run(store, { teacher });
    const other = await run(store, { teacher, units: 9 });
    const fresh = await run(undefined, { teacher, units: 9 });
    expect([first.isStored, first.worked]).toEqual([false, true]);
    expect([other.isStored, other.worked]).toEqual([true, false]);
    expect(other.sha256).toBe(fresh.sha256);
    expect(other.sha256).not.toBe(first.sha256);
    expect([other.reported, other.inputs]).toEqual([fresh.reported, fresh.inputs]);
    expect(store.told).toEqual([]);
  });

  test('is the same when it is asked about augmented samples, and its students have the same bytes', async () => {
    const store = memoryStore();
    const augment = '[{ shift: { by: [1, 1] } }, { mixup: {} }]';
    const plain = await run(store, { teacher });
    const stored = await run(store, { teacher, augment });
    const fresh = await run(undefined, { teacher, augment });
    expect([stored.isStored, stored.worked]).toEqual([true, false]);
    expect(stored.sha256).toBe(fresh.sha256);
    expect(stored.sha256).not.toBe(plain.sha256);
    expect([stored.reported, stored.inputs, stored.warnings]).toEqual([fresh.reported, fresh.inputs, fresh.warnings]);
  });
});

test("answers in a file turn augmentation off, with a warning; the student's bytes are those without", async () => {
  // Float32 [602, 10] of zeros, version 1.0 of NEP 1.
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (602, 10), }".padEnd(117);
  const start = new TextEncoder().encode(`\u0000NUMPY\u0001\u0000v\u0000${header}\n`);
  start[0] = 0x93;
  const files = new Map([...FILES, ['logits.npy', Uint8Array.of(...start, ...new Uint8Array(602 * 10 * 4))]] as const);
  const [augmented, plain] = [
    await run(undefined, { teacher: '{ logits: logits.npy }', augment: '[{ shift: { by: [1] } }]', files }),
    await run(undefined, { teacher: '{ logits: logits.npy }', files }),
  ];
  expect(augmented.sha256).toBe(plain.sha256);
  const said = "distill.augment was left out: the teacher's answers are no answers to changed samples; ";
  const remedy =
    'write teacher: { tflite: … }, { keras: … } or { layers: … }, which is asked about each of them, ' +
    'or remove distill.augment';
  expect(augmented.warnings).toContain(`${said}${remedy}`);
  expect(plain.warnings).not.toContain(`${said}${remedy}`);
});

test('a teacher of layers may be trained on augmented samples itself', async () => {
  const teacher = LAYERS.replace('epochs: 1', 'epochs: 1, augment: [{ shift: { by: [1] } }]');
  const [augmented, plain] = [await run(undefined, { teacher }), await run(undefined, { teacher: LAYERS })];
  expect(augmented.sha256).not.toBe(plain.sha256);
});

test('a teacher is asked anew for another seed, other data, or data normalised otherwise', async () => {
  const store = memoryStore();
  await run(store, { teacher: LAYERS });
  const swapped = new Map([...FILES, ['train.npz', digits('data/test.npz')]] as const);
  for (const part of [{ seed: 2 }, { divide: 8 }, { files: swapped }]) {
    expect((await run(store, { teacher: LAYERS, ...part })).isStored).toBe(false);
  }
});

test('a teacher whose own section or file changed is asked anew', async () => {
  const store = memoryStore();
  await run(store, { teacher: LAYERS });
  expect((await run(store, { teacher: LAYERS.replace('epochs: 1', 'epochs: 2') })).isStored).toBe(false);
  await run(store, { teacher: TFLITE });
  const bytes = Uint8Array.from(digits('teacher.tflite'));
  // Behind the end of the model, where nothing refers to.
  const files = new Map([...FILES, ['teacher.tflite', Uint8Array.of(...bytes, 0, 0, 0, 0)]] as const);
  expect((await run(store, { teacher: TFLITE, units: 9, files })).isStored).toBe(false);
});

test('damaged answers are asked for again, and told', async () => {
  const store = memoryStore();
  await run(store, { teacher: LAYERS });
  for (const [path, bytes] of store.folder.files) {
    if (path.startsWith('teachers/')) store.folder.files.set(path, bytes.slice(1));
  }
  const again = await run(store, { teacher: LAYERS, units: 9 });
  expect([again.isStored, store.told.map(({ code }) => code)]).toEqual([false, ['store/damaged']]);
});

test('a stored teacher without what makes it the same again is asked anew for augmented samples', async () => {
  const store = memoryStore();
  await run(store, { teacher: LAYERS });
  for (const [path, bytes] of [...store.folder.files]) {
    if (!path.startsWith('teachers/')) continue;
    const { state: _, ...entry } = JSON.parse(new TextDecoder().decode(bytes));
    await store.folder.write(path, JSON.stringify(redigested(entry)));
  }
  expect((await run(store, { teacher: LAYERS, units: 9 })).isStored).toBe(true);
  const augment = '[{ shift: { by: [1] } }]';
  const again = await run(store, { teacher: LAYERS, augment });
  expect([again.isStored, again.warnings]).toEqual([
    false,
    (await run(undefined, { teacher: LAYERS, augment })).warnings,
  ]);
});

test('a disk that is full costs nothing but a warning', async () => {
  const full = memoryStore({
    write: async () => reject('store/unwritable', ".kd-gate/blobs/x can't be written (ENOSPC)"),
  });
  const kept = await run(full, { teacher: LAYERS });
  const without = await run(undefined, { teacher: LAYERS });
  expect(kept.sha256).toBe(without.sha256);
  expect(full.told).toEqual([
    {
      code: 'store/unwritable',
      message:
        "results were not stored: .kd-gate/blobs/x can't be written (ENOSPC); " +
        "this run's verdict and files are not touched by it",
    },
  ]);
});
