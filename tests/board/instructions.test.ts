import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { median } from '../../bench/latency/least-squares.ts';
import { type CountRow, modelLibrary, type Source, table } from '../../fixtures/oracle/evidence.ts';
import { must } from '../../src/base/problem.ts';
import { CLASSES } from '../../src/board/classes.ts';
import { instructionsOf } from '../../src/board/instructions.ts';
import { workOf } from '../../src/micro/model-work.ts';
import { findProfile, profileOf } from '../../src/micro/profile.ts';
import { resolve } from '../../src/micro/resolve.ts';
import { insideAlong } from '../../src/micro/work/window.ts';
import type { Model } from '../../src/tflite/model.ts';
import { readModel } from '../../src/tflite/read.ts';
import { UNPREDICTED } from '../known-differences.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const fixture = (name: string) => read(here(`../../fixtures/arena/${name}.tflite`));

function read(path: string): Model {
  return must(readModel(readFileSync(path)));
}

const on = (model: Model, id: string) => instructionsOf(must(resolve(model)), profileOf(id));

function countsOf(name: string, id: string) {
  const [{ work }] = workOf(must(resolve(fixture(name))), profileOf(id));
  if ('reason' in work) throw new Error(work.reason);
  return work;
}

// Executed instructions under QEMU, fixtures/oracle/counts.json.gz (TFLM 90b983c2, CMSIS-NN 4ab83cc3).
const PROFILES = ['cortex-m4f/cmsis_nn', 'cortex-m4f/reference', 'cortex-m55-mve/cmsis_nn', 'cortex-m0plus/cmsis_nn'];
const COUNTED: readonly (readonly [string, ...number[]])[] = [
  ['add_1x8x8x16_1x1x1x16_const', 108775, 108871, 112433, 291311],
  ['avgpool_k3x3_h8w8_c16_s1_same', 71981, 124389, 27342, 289831],
  ['conv_k5x5_h16w16_ci1_co8_s1_same', 474551, 2317936, 203171, 856613],
  ['dw_k3x3_h8w8_c4_m2_s1_same', 129622, 187998, 129624, 246519],
  ['fc_10x2', 601, 677, 556, 982],
  ['fc_64x64_perch', 11809, 28883, 3420, 29711],
  ['mean_1x64x16_ax1', 98461, 98461, 106580, 137176],
  ['pad_1x8x8x1_0_0_2_2_2_2_0_0', 1250, 6849, 656, 1964],
  ['relu_1x1024', 50924, 50924, 50926, 126303],
  ['reshape_1x1x1x64_1x64', 210, 210, 212, 279],
  ['softmax_1x10', 5476, 4917, 5866, 19851],
  ['tanh_1x16', 6021, 6021, 6392, 24369],
];

describe('executed instructions', () => {
  const cases = COUNTED.flatMap(([name, ...figures]) =>
    figures.map((counted, i) => ({ name, id: PROFILES[i], counted })),
  );

  test.each(cases)('$name on $id within 10 %', ({ name, id, counted }) => {
    const [first] = on(fixture(name), id);
    if ('reason' in first) throw new Error(first.reason);
    expect(Math.abs(first.instructions / counted - 1)).toBeLessThan(0.1);
    expect(CLASSES.reduce((sum, c) => sum + first.byClass[c], 0)).toBe(first.instructions);
  });

  test('Cortex-M33 and M7 run the same DSP code as Cortex-M4', () => {
    const dense = fixture('fc_64x64_perch');
    expect(on(dense, 'cortex-m33f/cmsis_nn')).toEqual(on(dense, 'cortex-m4f/cmsis_nn'));
    expect(on(dense, 'cortex-m7f/cmsis_nn')).toEqual(on(dense, 'cortex-m4f/cmsis_nn'));
  });
});

describe('the work that a routine does', () => {
  test('a 5x5 convolution of 16x16 with padding 2: taps inside the image, pairs of pixels', () => {
    // Along an axis 14 rows see all 5 taps less the borders: 3 + 4 + 12 * 5 + 4 + 3 = 74; 74 * 74 taps inside.
    const { routine, counts } = countsOf('conv_k5x5_h16w16_ci1_co8_s1_same', 'cortex-m4f/reference');
    expect(routine).toBe('reference conv');
    expect(counts).toMatchObject({ macsInside: 74 * 74 * 8, taps: 256 * 25 * 8, outputs: 256 * 8, pixels: 256 });
    // 25 columns are one group of 16, two of 4 and one left over; 128 pairs of pixels by 8 channels.
    expect(countsOf('conv_k5x5_h16w16_ci1_co8_s1_same', 'cortex-m4f/cmsis_nn')).toMatchObject({
      routine: 'conv KxK',
      counts: { pairs16: 1024, pairs4: 2048, pairs1: 1024, pairs: 1024, odd: 0, copies: 256 * 25, pixels: 256 },
    });
  });

  test('dense layers: groups of 16, of 4 and single inputs; three rows at a time without DSP', () => {
    expect(countsOf('fc_10x2', 'cortex-m4f/cmsis_nn').counts).toMatchObject({ outputs16: 0, outputs4: 4, outputs1: 4 });
    expect(countsOf('fc_10x2', 'cortex-m0plus/cmsis_nn').counts).toMatchObject({
      triples: 0,
      singles: 2,
      singleMacs: 20,
    });
  });

  test.each([
    { name: 'no padding', along: { input: 5, output: 3, kernel: 3, stride: 1, dilation: 1, before: 0 }, inside: 9 },
    {
      name: 'padding on both sides',
      along: { input: 4, output: 4, kernel: 3, stride: 1, dilation: 1, before: 1 },
      inside: 10,
    },
    { name: 'stride 2', along: { input: 4, output: 2, kernel: 3, stride: 2, dilation: 1, before: 0 }, inside: 5 },
    { name: 'dilation 2', along: { input: 8, output: 8, kernel: 3, stride: 1, dilation: 2, before: 2 }, inside: 20 },
    {
      name: 'a kernel longer than the image',
      along: { input: 2, output: 1, kernel: 9, stride: 1, dilation: 1, before: 0 },
      inside: 2,
    },
  ])('taps inside the image: $name', ({ along, inside }) => expect(insideAlong(along)).toBe(inside));

  test('huge shapes take no time', () => {
    const along = { input: 2 ** 31, output: 2 ** 31, kernel: 2 ** 31, stride: 1, dilation: 1, before: 0 };
    expect(insideAlong(along)).toBe(2 ** 62);
  });
});

describe('what is not measured says why', () => {
  const model = fixture('relu_1x1024');
  const [graph] = model.subgraphs;
  const reasonOf = (changed: Model, id: string) => {
    const [first] = on(changed, id);
    return 'reason' in first ? first.reason : 'measured';
  };

  test('a profile that has not been counted', () => {
    expect(reasonOf(model, 'cortex-m7f/reference')).toContain(
      'no instructions have been counted on cortex-m7f/reference',
    );
  });

  test('an operator that has not been counted', () => {
    const operators = [{ ...graph.operators[0], code: 'CEIL' } as const];
    expect(reasonOf({ ...model, subgraphs: [{ ...graph, operators }] }, 'cortex-m4f/cmsis_nn')).toContain(
      'not been counted',
    );
  });

  test('a type that has not been counted, and one that has', () => {
    const typed = (type: 'INT32' | 'FLOAT32') => {
      const tensors = graph.tensors.map((tensor) => ({ ...tensor, type }));
      return reasonOf({ ...model, subgraphs: [{ ...graph, tensors }] }, 'cortex-m4f/cmsis_nn');
    };
    expect(typed('INT32')).toContain('no shape like this one has been counted on cortex-m4f/cmsis_nn (relu)');
    expect(typed('FLOAT32')).toBe('measured');
  });

  test('shapes without elements or beyond all numbers', () => {
    for (const dimension of [0, -3, 2 ** 60]) {
      const tensors = graph.tensors.map((tensor) => ({ ...tensor, shape: [dimension] }));
      const [first] = on({ ...model, subgraphs: [{ ...graph, tensors }] }, 'cortex-m4f/cmsis_nn');
      if (dimension === 0) expect(first).toMatchObject({ routine: 'relu' });
      else expect(first).toHaveProperty('reason');
    }
  });

  test('more dimensions than any kernel takes', () => {
    const tensors = graph.tensors.map((tensor) => ({ ...tensor, shape: new Array<number>(9).fill(1) }));
    expect(reasonOf({ ...model, subgraphs: [{ ...graph, tensors }] }, 'cortex-m4f/cmsis_nn')).toContain(
      'more than 8 dimensions',
    );
  });
});

interface Judged {
  readonly key: string;
  readonly error: number;
}

/** The prediction's error for every counted operator that has a prediction. */
function errorsOf(source: Source, keyOf: (row: CountRow, routine: string) => string): Judged[] {
  const modelOf = modelLibrary();
  return table('counts').flatMap((row): Judged[] => {
    const found = findProfile(row.profile);
    if (row.source !== source || !found.ok) return [];
    const predicted = on(modelOf(row), row.profile)[row.i];
    if ('reason' in predicted) return [];
    return [{ key: keyOf(row, predicted.routine), error: Math.abs(predicted.instructions / row.instructions - 1) }];
  });
}

function medians(judged: readonly Judged[]): Map<string, number> {
  const groups = new Map<string, number[]>();
  for (const { key, error } of judged) groups.set(key, [...(groups.get(key) ?? []), error]);
  return new Map([...groups].map(([key, errors]) => [key, median(errors)]));
}

describe('every counted shape: the median error is at most 10 %', () => {
  test.each(['sweep', 'armsweep'] as const)('of every operator and core in %s', (source) => {
    const judged = errorsOf(source, ({ op, profile: id }) => `${op} on ${id}`);
    const found = medians(judged);
    expect([...found].filter(([, error]) => error >= 0.1)).toEqual([]);
    expect(found.size).toBeGreaterThan(70);
    const counted = table('counts').filter((row) => row.source === source);
    expect(judged.length).toBe(counted.length);
  });

  test('of every routine and core in whole models', () => {
    const found = medians(errorsOf('models', ({ profile: id }, routine) => `${routine} on ${id}`));
    expect([...found].filter(([, error]) => error >= 0.1)).toEqual([]);
    expect(found.size).toBeGreaterThan(40);
  });

  test('of compressed weights, unpacked: single operators, and within whole models', () => {
    for (const source of ['decode-sweep', 'decode'] as const) {
      const found = medians(errorsOf(source, ({ op }) => op));
      expect(found.get('TFLM_DECODE')).toBeLessThan(0.01);
    }
  });

  test('of whole models with compressed weights, all operators together', () => {
    const modelOf = modelLibrary();
    const rows = table('counts').filter(({ source }) => source === 'decode');
    const errors = [...new Set(rows.map(({ model }) => model))].map((name) => {
      const counted = rows.filter(({ model }) => model === name).reduce((sum, row) => sum + row.instructions, 0);
      const model = modelOf({ source: 'decode', model: name });
      const predicted = on(model, 'cortex-m4f/cmsis_nn').reduce(
        (sum, row) => sum + ('reason' in row ? Number.NaN : row.instructions),
        0,
      );
      return Math.abs(predicted / counted - 1);
    });
    console.log(
      `compressed models: median error ${median(errors)}, largest ${Math.max(...errors)} of ${errors.length}`,
    );
    expect(Math.max(...errors)).toBeLessThan(0.2);
    expect(median(errors)).toBeLessThan(0.01);
  });

  test('so many have no prediction', () => {
    const judged = (['sweep', 'models', 'armsweep', 'decode-sweep', 'decode'] as const).flatMap((source) =>
      errorsOf(source, () => ''),
    );
    expect(table('counts').length - judged.length).toBe(UNPREDICTED);
  });
});
