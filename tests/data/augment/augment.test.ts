// Augmentations with numbers by hand: each one's random numbers are dealt, and what comes out is known.
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { describeProblem, must, problemsOf } from '../../../src/base/problem.ts';
import { type Random, random } from '../../../src/base/random.ts';
import type { Shape } from '../../../src/base/shape.ts';
import { augmentOf, macsOfAugment } from '../../../src/data/augment/augment.ts';
import type { AnyAugmentation, Change } from '../../../src/data/augment/augmentation.ts';
import { symmetricBeta } from '../../../src/data/augment/beta.ts';
import { AUGMENTATIONS } from '../../../src/data/augment/index.ts';
import { AUGMENT_SCHEMA, type AugmentParams, augmentSchema } from '../../../src/data/augment/params.ts';
import type { Dataset } from '../../../src/data/dataset.ts';

const ajv = new Ajv({ useDefaults: true, strict: true, strictTypes: false });
const isSection = ajv.compile({ type: 'object', properties: { augment: AUGMENT_SCHEMA } });
function listOf(...choices: object[]): AugmentParams {
  const section = { augment: structuredClone(choices) };
  if (!isSection(section)) throw new Error(ajv.errorsText(isSection.errors));
  return section.augment as AugmentParams;
}

/** Deals these numbers, of [0, 1) or normal ones. */
function dealt(...numbers: number[]): Random {
  const next = () => {
    const number = numbers.shift();
    if (number === undefined) throw new Error('no number is left');
    return number;
  };
  return {
    uint32: next,
    uniform: next,
    normal: next,
    below: (bound) => Math.floor(next() * bound),
    state: () => [0, 0, 0, 0],
  };
}

const HIGH = 0.999;

describe('a sample', () => {
  test.each<[string, object, Shape, number[], number[], number[]]>([
    ['moves down and left', { shift: { by: [1, 1] } }, [2, 3, 1], [1, 2, 3, 4, 5, 6], [HIGH, 0], [0, 0, 0, 2, 3, 0]],
    [
      'moves with its edge',
      { shift: { by: [1, 1], fill: 'edge' } },
      ...([
        [2, 3, 1],
        [1, 2, 3, 4, 5, 6],
        [HIGH, 0],
        [2, 3, 3, 2, 3, 3],
      ] as [Shape, number[], number[], number[]]),
    ],
    ['of a series moves in time', { shift: { by: [1] } }, [3, 2], [1, 2, 3, 4, 5, 6], [HIGH], [0, 0, 1, 2, 3, 4]],
    ['of one column moves in time', { shift: { by: [2] } }, [3, 1, 2], [1, 2, 3, 4, 5, 6], [0], [5, 6, 0, 0, 0, 0]],
    ['is mirrored', { flip: { axis: 'horizontal' } }, [1, 2, 2], [1, 2, 3, 4], [0.49], [3, 4, 1, 2]],
    ['is turned', { flip: { axis: 'vertical' } }, [2, 1, 2], [1, 2, 3, 4], [0.49], [3, 4, 1, 2]],
    ['is left as often', { flip: { axis: 'vertical' } }, [2, 1, 2], [1, 2, 3, 4], [0.5], [1, 2, 3, 4]],
    ['gets noise', { noise: { deviation: 2 } }, [2], [1, 1], [1, -0.5], [3, 0]],
    ['is louder', { gain: { from: 0.5, to: 1.5 } }, [2], [4, -8], [0.75], [5, -10]],
    // Half of four steps is taken, from the second value on: 1, 1.5, 2, 2.5, 3.
    ['is cropped', { crop: { least: 0.5 } }, [5, 1], [0, 10, 20, 30, 40], [0, 0.5], [10, 15, 20, 25, 30]],
    ['is cropped to itself', { crop: { least: 1 } }, [3, 1], [1, 2, 4], [0.3, 0.8], [1, 2, 4]],
    // The square starts above the first row, at the second column.
    ['is cut', { cutout: { size: 2 } }, [2, 4, 1], [1, 2, 3, 4, 5, 6, 7, 8], [0, 0.5], [1, 0, 0, 4, 5, 6, 7, 8]],
    [
      'is masked in time and frequency',
      { specAugment: { time: 2, frequency: 1 } },
      // Two steps from the second on; one coefficient, the first.
      ...([
        [4, 2, 1],
        [1, 2, 3, 4, 5, 6, 7, 8],
        [HIGH, 0.5, HIGH, 0],
        [0, 2, 0, 0, 0, 0, 0, 8],
      ] as [Shape, number[], number[], number[]]),
    ],
    [
      'is masked by its mean',
      { specAugment: { time: 1, frequencyMasks: 0, fill: 'mean' } },
      ...([
        [2, 2, 1],
        [1, 2, 3, 6],
        [HIGH, 0],
        [3, 3, 3, 6],
      ] as [Shape, number[], number[], number[]]),
    ],
  ])('%s', (_, choice, shape, sample, numbers, wanted) => {
    const [[name, settings]] = Object.entries(listOf(choice)[0]);
    const entry = (AUGMENTATIONS as Readonly<Record<string, AnyAugmentation>>)[name];
    const change = entry.prepare(settings, shape) as Change;
    const x = Float32Array.from(sample);
    change(x, dealt(...numbers));
    expect(Array.from(x, (v) => v || 0)).toEqual(wanted);
  });
});

describe('Beta(alpha, alpha)', () => {
  const drawn = (alpha: number) => {
    const source = random(3, 'beta');
    return Array.from({ length: 20_000 }, () => symmetricBeta(alpha, source));
  };

  // The mean is 1/2, the variance 1 / (4 (2 alpha + 1)).
  test.each([0.05, 0.2, 1, 3, 40])('with alpha %d has its moments', (alpha) => {
    const values = drawn(alpha);
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    const variance = values.reduce((sum, v) => sum + (v - 0.5) * (v - 0.5), 0) / values.length;
    const wanted = 1 / (4 * (2 * alpha + 1));
    // Five standard errors, where fourth moments are at most those of two points at 0 and 1.
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(wanted / values.length));
    expect(Math.abs(variance - wanted)).toBeLessThan(5 * Math.sqrt((0.25 * wanted) / values.length));
    expect(values.every((v) => v >= 0 && v <= 1)).toBe(true);
  });

  // Kolmogorov's bound at 1e-6 is 2.7 / sqrt(n). Beta(1, 1) is uniform, Beta(1/2, 1/2) the arcsine distribution.
  test.each<[number, (x: number) => number]>([
    [1, (x) => x],
    [0.5, (x) => (2 / Math.PI) * Math.asin(Math.sqrt(x))],
  ])('with alpha %d has its distribution', (alpha, cumulative) => {
    const sorted = drawn(alpha).sort((a, b) => a - b);
    const furthest = Math.max(...sorted.map((x, i) => Math.abs(cumulative(x) - (i + 0.5) / sorted.length)));
    expect(furthest).toBeLessThan(2.7 / Math.sqrt(sorted.length));
  });

  test('is a number where both gammas are beyond float64', () => {
    const values = drawn(0.01);
    expect(values.every((v) => v >= 0 && v <= 1)).toBe(true);
    expect(values.filter((v) => v < 1e-3 || v > 1 - 1e-3).length).toBeGreaterThan(18_000);
  });
});

/** `count` samples of this shape, sample n has the values n + 1. */
function setOf(shape: Shape, count = 6): Dataset {
  const size = shape.reduce((product, d) => product * d, 1);
  return {
    count,
    shape,
    values: Float32Array.from({ length: count * size }, (_, i) => Math.floor(i / size) + 1),
    normalisation: { subtract: 0, multiply: 1 },
    labels: Int32Array.from({ length: count }, (_, i) => i % 2),
    classes: ['0', '1'],
    digest: '0'.repeat(64),
  };
}
const ALL = Int32Array.of(0, 1, 2, 3, 4, 5);

describe('what comes out', () => {
  const sampleOf = (list: AugmentParams, seed: number, epoch: number, index: number) => {
    const augment = must(augmentOf(list, { dataset: setOf([4, 1]), partners: ALL, seed }));
    const out = new Float32Array(4);
    augment(index, epoch, out);
    return out;
  };
  const noisy = listOf({ noise: { deviation: 1 } }, { mixup: { alpha: 1 } }, { shift: { by: [1] } });

  test('depends on seed, epoch and sample, whatever was asked before', () => {
    const augment = must(augmentOf(noisy, { dataset: setOf([4, 1]), partners: ALL, seed: 1 }));
    const outs = [5, 0, 3].map((index) => {
      const out = new Float32Array(4);
      return [augment(index, 2, out), out];
    });
    const again = [3, 5].map((index) => {
      const out = new Float32Array(4);
      return [augment(index, 2, out), out];
    });
    expect(again).toEqual([outs[2], outs[0]]);
    const others = [sampleOf(noisy, 2, 2, 5), sampleOf(noisy, 1, 3, 5), sampleOf(noisy, 1, 2, 4)];
    for (const other of others) expect(other).not.toEqual(outs[0][1]);
  });

  test('is mixed of both as what stands before in the list left them, and changed by what stands behind', () => {
    const twice = { gain: { from: 2, to: 2 } };
    const augment = must(
      augmentOf(listOf(twice, { mixup: { alpha: 1 } }, twice), {
        dataset: setOf([1]),
        partners: Int32Array.of(4),
        seed: 1,
      }),
    );
    const out = new Float32Array(1);
    const partner = augment(1, 1, out);
    expect(partner?.index).toBe(4);
    const weight = partner?.weight ?? Number.NaN;
    // Samples 1 and 4 are 2 and 5.
    expect(out[0]).toBeCloseTo(2 * (weight * 4 + (1 - weight) * 10), 5);
  });

  test('is the sample itself without any', () => {
    expect(Array.from(sampleOf(listOf(), 1, 1, 2))).toEqual([3, 3, 3, 3]);
  });
});

describe('a mistake', () => {
  const said = (shape: Shape, ...choices: object[]) =>
    problemsOf(augmentOf(listOf(...choices), { dataset: setOf(shape), partners: ALL, seed: 1 })).map(describeProblem);

  test.each<[string, Shape, object, string]>([
    [
      'a flip of an axis that is not there',
      [49, 3],
      { flip: { axis: 'horizontal' } },
      '[0].flip.axis: a sample of 49x3 has no horizontal axis to flip; write axis: vertical to turn ' +
        'its first axis, or remove it',
    ],
    [
      'a flip of an axis of one',
      [49, 1, 3],
      { flip: { axis: 'horizontal' } },
      '[0].flip.axis: a sample of 49x1x3 has no horizontal axis to flip; write axis: vertical to ' +
        'turn its first axis, or remove it',
    ],
    [
      'a flat sample',
      [64],
      { shift: { by: [1] } },
      '[0].shift: a sample is a flat list of 64 values, which has no axis to shift along; write ' +
        'data.shape, for example [height, width, channels]',
    ],
    [
      'more axes than there are',
      [49, 3],
      { shift: { by: [1, 1] } },
      '[0].shift.by: by names 2 axes, but a sample of 49x3 has 1 to shift along, its last holds channels',
    ],
    [
      'a shift out of the sample',
      [8, 8, 1],
      { shift: { by: [1, 8] } },
      '[0].shift.by[1]: 8 is too much to shift by, as axis 1 of 8x8x1 has 8; write at most 7',
    ],
    [
      'a range the wrong way',
      [2],
      { gain: { from: 2, to: 1 } },
      '[0].gain.from: from 2 to 1 is no range; write from: 1, to: 2',
    ],
    [
      'masks of no spectrogram',
      [49, 10],
      { specAugment: { time: 5 } },
      '[0].specAugment: specAugment masks [time, frequency, channels], and a sample is 49x10; write ' +
        'data.shape, or use cutout',
    ],
    [
      'masks of nothing',
      [49, 10, 1],
      { specAugment: {} },
      '[0].specAugment: specAugment without a width masks nothing; write for example { time: 8, frequency: 2 }',
    ],
    [
      'a mask of everything',
      [49, 10, 1],
      { specAugment: { time: 5, frequency: 10 } },
      '[0].specAugment.frequency: a mask of 10 would hide all 10; write less than 10',
    ],
    [
      'a cut of everything',
      [8, 8, 1],
      { cutout: { size: 8 } },
      '[0].cutout.size: a cut of 8 would hide all of 8x8x1; write at most 7',
    ],
  ])('%s', (_, shape, choice, message) => {
    expect(said(shape, choice)).toEqual([message]);
  });

  test('of each is told at once, and two mixtures are one', () => {
    expect(said([64], { flip: { axis: 'vertical' } }, { crop: { least: 0.5 } }).length).toBe(2);
    expect(said([4, 1], { mixup: {} }, { mixup: {} })).toEqual([
      '[1].mixup: samples are mixed a second time; remove one of both',
    ]);
  });
});

test('work is counted for each value, and for a partner too', () => {
  const { noise, mixup } = AUGMENTATIONS;
  expect(macsOfAugment(listOf({ noise: { deviation: 1 } }), [4, 2])).toBe(8 * noise.macs);
  expect(macsOfAugment(listOf({ noise: { deviation: 1 } }, { mixup: {} }), [4, 2])).toBe(
    2 * 8 * (noise.macs + mixup.macs),
  );
  expect(macsOfAugment([], [4, 2])).toBe(0);
});

test('an augmentation that only the list knows has its place in the schema, and is applied', () => {
  const negate = {
    schema: { type: 'object', description: 'Changes the sign.', additionalProperties: false, properties: {} },
    macs: 1,
    prepare: () => (sample: Float32Array) => {
      for (let i = 0; i < sample.length; i++) sample[i] = -sample[i];
    },
  } as const satisfies AnyAugmentation;
  const list = { ...AUGMENTATIONS, negate };
  const validate = new Ajv({ strict: true }).compile(augmentSchema(list).items);
  expect([validate({ negate: {} }), validate({ invert: {} })]).toEqual([true, false]);
  const augment = must(augmentOf([{ negate: {} }], { dataset: setOf([1]), partners: ALL, seed: 1 }, list));
  const out = new Float32Array(1);
  augment(2, 1, out);
  expect(out[0]).toBe(-3);
});
