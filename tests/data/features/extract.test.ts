// Features of sets: shapes, channels, units, and every mistake with what to write instead.
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { describeProblem, done, must, type Outcome, problemsOf } from '../../../src/base/problem.ts';
import { random } from '../../../src/base/random.ts';
import { sizeOf } from '../../../src/base/shape.ts';
import { parseSpec } from '../../../src/config/parse.ts';
import type { NumberArray } from '../../../src/data/array.ts';
import { extractAll, prepareFeatures, type SignalSet } from '../../../src/data/features/extract.ts';
import type { AnyFeature, Feature } from '../../../src/data/features/feature.ts';
import { FEATURES } from '../../../src/data/features/index.ts';
import { FEATURES_SCHEMA, featuresSchema } from '../../../src/data/features/params.ts';
import { loadData } from '../../../src/data/load.ts';
import type { Reader } from '../../../src/data/reader.ts';
import { featuresOf } from './section.ts';

const noise = (seed: number, ...shape: number[]): NumberArray => {
  const source = random(seed, 'signal');
  const length = sizeOf(shape);
  return { shape, dtype: 'float32', values: Float32Array.from({ length }, () => source.normal()) };
};
const problemOf = (outcome: Outcome<unknown>) => problemsOf(outcome).map(describeProblem).join('\n');
const prepare = (section: object, set: SignalSet) => prepareFeatures(featuresOf(section), FEATURES, set);
const extract = (section: object, set: SignalSet) => must(extractAll(must(prepare(section, set)), set));

describe('a sample', () => {
  test('has [frames, bins, channels]: frames that fit, none cut off or filled up', () => {
    const frames = (length: number) => {
      const settings = { rate: 100, frame: 10, step: 4, upper: 50, bands: 2, fft: 64 };
      return must(prepare({ logMel: settings }, { x: noise(1, 1, length) })).shape;
    };
    expect(frames(10)).toEqual([1, 2, 1]);
    expect(frames(13)).toEqual([1, 2, 1]);
    expect(frames(14)).toEqual([2, 2, 1]);
    expect(must(prepare({ spectrogram: { frame: 60, step: 60 } }, { x: noise(1, 2, 120, 3) })).shape).toEqual([
      2, 33, 3,
    ]);
  });

  test('of one second at 16 kHz is 49x10 with the defaults of 40 and 20 ms', () => {
    expect(must(prepare({ mfcc: { rate: '16 kHz' } }, { x: noise(1, 1, 16000) })).shape).toEqual([49, 10, 1]);
    expect(must(prepare({ mfcc: {} }, { x: noise(1, 1, 16000), rate: 16000 })).shape).toEqual([49, 10, 1]);
  });

  test('has each channel transformed for itself', () => {
    const both = noise(3, 2, 50, 2);
    const settings = { spectrogram: { frame: 16, step: 10 } };
    const all = extract(settings, { x: both });
    for (const channel of [0, 1]) {
      const values = both.values.filter((_, i) => i % 2 === channel);
      const alone = extract(settings, { x: { ...both, shape: [2, 50], values } });
      expect(all.values.filter((_, i) => i % 2 === channel)).toEqual(alone.values);
    }
  });

  test('of 16 bits is divided by 32768 as tf.audio.decode_wav does, unless kd.yaml says otherwise', () => {
    const pcm = { shape: [1, 4], dtype: 'int16', values: Int16Array.of(16384, -16384, 8192, 0) } as const;
    const real = { shape: [1, 4], dtype: 'float32', values: Float32Array.of(0.5, -0.5, 0.25, 0) } as const;
    const settings = { frame: 4, step: 4, window: 'none' };
    const of = (x: NumberArray, more = {}) => extract({ spectrogram: { ...settings, ...more } }, { x }).values;
    expect(of(pcm)).toEqual(of(real));
    // 0.5 - 0.5 + 0.25, and times 32768.
    expect(of(pcm)[0]).toBe(0.25);
    expect(of(pcm, { divide: 1 })[0]).toBe(8192);
    expect(of(real, { divide: 0.5 })[0]).toBe(0.5);
  });

  test('that is louder has larger magnitudes by as much, and log-mel by the logarithm of it', () => {
    const x = noise(9, 1, 400);
    const louder = { ...x, values: Float32Array.from(x.values, (v) => v * 4) };
    const settings = { rate: 1000, frame: 100, step: 50, upper: 500, bands: 8, lower: 10, offset: 1e-30 };
    const [soft, loud] = [x, louder].map((set) => extract({ logMel: settings }, { x: set }).values);
    for (const [i, value] of loud.entries()) expect(value - soft[i]).toBeCloseTo(Math.log(4), 5);
    const spectrum = { frame: 64, step: 64, spectrum: 'power' };
    const [weak, strong] = [x, louder].map((set) => extract({ spectrogram: spectrum }, { x: set }).values);
    for (const [i, value] of strong.entries()) expect(value).toBe(16 * weak[i]);
  });

  test('of silence has finite features', () => {
    const silence = { shape: [1, 640], dtype: 'int16', values: new Int16Array(640) } as const;
    const { values } = extract({ logMel: { rate: 16000, offset: 0.5 } }, { x: silence });
    expect(new Set(values)).toEqual(new Set([Math.fround(Math.log(0.5))]));
  });
});

describe('mistakes', () => {
  const set = { x: noise(1, 2, 800) };
  test.each<[string, object, SignalSet, string]>([
    [
      'no rate',
      { mfcc: {} },
      set,
      'mfcc.rate: mel needs the rate of the signal; write how many values a second it has, for example rate: 16000',
    ],
    ['a time without a rate', { spectrogram: {} }, set, 'spectrogram.rate: "40 ms" needs the rate'],
    [
      'two rates',
      { mfcc: { rate: 16000 } },
      { ...set, rate: 8000 },
      'mfcc.rate: the signal has 8000 values a second, kd.yaml says 16000',
    ],
    [
      'a frame longer than a sample',
      { spectrogram: { frame: 801, step: 1 } },
      set,
      'spectrogram.frame: a frame has 801 values, a sample only 800',
    ],
    [
      'a transform that is no power of two',
      { spectrogram: { frame: 100, step: 1, fft: 200 } },
      set,
      'spectrogram.fft: 200 is not a power of two; write a power of two from 128 to 65536',
    ],
    [
      'a transform shorter than a frame',
      { spectrogram: { frame: 100, step: 1, fft: 64 } },
      set,
      'spectrogram.fft: a frame has 100 values, more than 64',
    ],
    [
      'a step of nothing',
      { spectrogram: { rate: 100, frame: 10, step: '1 ms' } },
      set,
      'spectrogram.step: 1 ms at 100 Hz is 0 values',
    ],
    [
      'a frame without a unit that is no number of values',
      { spectrogram: { frame: 0 } },
      set,
      'spectrogram.frame: 0 is not a number of values',
    ],
    [
      'a unit of something else',
      { spectrogram: { frame: '40 kHz' } },
      set,
      'spectrogram.frame: "40 kHz" is not a time',
    ],
    [
      'a band above half the rate',
      { logMel: { rate: 4000 } },
      set,
      'logMel.upper: 4000 Hz is above 2000 Hz, half the rate of the signal',
    ],
    [
      'bands the wrong way round',
      { logMel: { rate: 16000, lower: 900, upper: 300 } },
      set,
      'logMel.upper: the bands would go from 900 to 300 Hz',
    ],
    [
      'too many bands',
      { logMel: { rate: 16000, frame: 32, step: 32, bands: 40 } },
      set,
      'logMel.bands: 26 of 40 bands lie between two of the 17 frequencies',
    ],
    [
      'more coefficients than bands',
      { mfcc: { rate: 16000, bands: 8 } },
      set,
      'mfcc.coefficients: 8 bands have 8 coefficients; 10 are more',
    ],
    [
      'pictures',
      { spectrogram: { frame: 2, step: 2 } },
      { x: noise(1, 2, 8, 8, 3) },
      'a sample is 8x8x3; features are those of [values] or [values, channels]',
    ],
    ['no channels', { spectrogram: { frame: 1, step: 1 } }, { x: noise(1, 0, 4, 0) }, 'a sample is 4x0'],
    [
      'more channels than anything has',
      { spectrogram: { frame: 1, step: 1 } },
      { x: noise(1, 1, 1, 65) },
      'a sample is 1x65',
    ],
  ])('%s', (_, section, samples, message) => {
    const found = problemOf(prepare(section, samples));
    expect(found).toContain(message);
    expect(found.split('\n').length).toBe(1);
  });

  test('a value that is not finite is named', () => {
    const x = noise(1, 2, 8);
    x.values[11] = Number.NaN;
    const found = extractAll(must(prepare({ spectrogram: { frame: 8, step: 8 } }, { x })), { x });
    expect(problemOf(found)).toBe('value 3 of sample 1 (from 0) is NaN');
  });

  test('work is asked for before it starts, and features that fit in no memory are refused before they are made', () => {
    const x = { shape: [2 ** 20, 64], dtype: 'int16', values: new Int16Array(0) } as const;
    const prepared = must(prepare({ spectrogram: { frame: 64, step: 1, fft: 4096 } }, { x }));
    expect(problemOf(extractAll(prepared, { x }))).toContain('the array has more than 536870912 elements');
    const many = { ...x, shape: [2 ** 17, 64] };
    expect(
      problemOf(
        extractAll(must(prepare({ spectrogram: { frame: 64, step: 1, fft: 4096 } }, { x: many })), { x: many }),
      ),
    ).toBe(
      'the features are 131072x1x2049x1, 268566528 values; at most 268435456 are kept: write a longer step, or fewer bands',
    );
    // A frame at each of a thousand million values: nothing as long is made before it is refused.
    const long = { shape: [1, 2 ** 29], dtype: 'int8', values: new Int8Array(0) } as const;
    const dense = prepare({ mfcc: { rate: 16000, step: 1, bands: 1024, fft: 65536, coefficients: 40 } }, { x: long });
    expect(problemOf(extractAll(must(dense), { x: long }))).toContain('more than 536870912 elements');
    const small = { x: noise(1, 3, 64) };
    const asked: number[] = [];
    const spend = (macs: number): Outcome<void> => {
      asked.push(macs);
      return macs > 1 ? { ok: false, problems: [{ code: 'limits/work', message: 'too much' }] } : done(undefined);
    };
    const refused = extractAll(must(prepare({ spectrogram: { frame: 64, step: 1 } }, small)), small, { spend });
    expect(problemOf(refused)).toBe('too much');
    // One frame of 64: 3 * 64 * 6 for the transform, 64 for the window, 2 * 33 for the magnitudes.
    expect(asked).toEqual([3 * (1152 + 64 + 66)]);
  });

  test('in kd.yaml they have line and column, before data are read', () => {
    const text = (features: string) => `version: 1
models:
  m:
    data: { test: { npz: a.npz }, features: ${features} }
    student: { tflite: a.tflite }
`;
    const found = (features: string) => problemOf(parseSpec(text(features), 'kd.yaml'));
    expect(found('{ mfcc: { step: 20 mm } }')).toContain(
      'kd.yaml:4:61 models.m.data.features.mfcc.step: "20 mm" is not a time',
    );
    expect(found('{ mfcc: {}, logMel: {} }')).toContain('a kind of features is one of mfcc, logMel');
    expect(found('{ mfc: {} }')).toContain('did you mean "mfcc"?');
    expect(found('{ mfcc: { offset: 0 } }')).toContain('models.m.data.features.mfcc.offset');
    expect(found('{ mfcc: { rate: 16000 } }')).toBe('');
  });
});

describe('loadData', () => {
  const values = (seed: number): Reader => ({
    schema: { type: 'string' },
    files: (path) => String(path),
    read: () => ({
      x: noise(seed, 4, 256),
      y: { shape: [4], dtype: 'uint8', values: Uint8Array.of(0, 1, 0, 1) },
      rate: 8000,
    }),
  });
  const read = async () => done(new Uint8Array(1));
  const params = (features: object) => ({
    train: { one: 'a' },
    test: { two: 'b' },
    features: featuresOf(features),
    normalize: { subtract: 0, divide: 1 },
    calibrate: { from: 'train', samples: 2 },
  });
  const load = (features: object, more: object = {}, hooks = {}) =>
    loadData({ ...params(features), ...more } as never, read, { one: values(1), two: values(2) }, 'classify', hooks);

  test('makes features of both sets at the rate of the files, and counts samples', async () => {
    const counts: number[] = [];
    const onProgress = (count: number) => counts.push(count);
    const { train, test, calibrate } = must(
      await load({ mfcc: { frame: '10 ms', step: '5 ms', bands: 12 } }, {}, { onProgress }),
    );
    expect([train?.shape, test?.shape, calibrate?.shape]).toEqual([
      [5, 10, 1],
      [5, 10, 1],
      [5, 10, 1],
    ]);
    expect(train?.values).toBeInstanceOf(Float32Array);
    expect(train?.values).not.toEqual(test?.values);
    expect(counts).toEqual([4, 4]);
  });

  test('gives kd.yaml shape and normalisation what the features are', async () => {
    const { train } = must(
      await load(
        { spectrogram: { frame: 64, step: 64 } },
        { shape: [33, 4, 1], normalize: { subtract: 1, divide: 2 } },
      ),
    );
    expect(train).toMatchObject({ shape: [33, 4, 1], normalisation: { subtract: 1, multiply: 0.5 } });
  });

  test('tells a mistake once, at its key, though both sets have it', async () => {
    const outcome = await load({ logMel: { upper: 5000 } });
    expect(problemOf(outcome).split('\n')[0]).toBe(
      'features.logMel.frame: a frame has 320 values, a sample only 256; write a shorter frame, or take longer samples',
    );
  });

  test('says which features overflow float32', async () => {
    const outcome = await load({ spectrogram: { frame: 64, step: 64, spectrum: 'power', divide: 1e-12 } });
    expect(outcome.ok).toBe(true);
  });
});

test('a kind of features that only the list knows has its place in the schema and is run', () => {
  const SCHEMA = { type: 'object', properties: { by: { type: 'number', default: 2 } } } as const;
  const scaled: Feature<typeof SCHEMA> = {
    schema: SCHEMA,
    prepare: ({ by }, { length }) => ({
      ...{ frames: 1, bins: length, macs: 1, dtype: 'float32', range: 'unit' },
      extract: (signal, out) => out.set(signal.map((v) => v * by)),
    }),
  };
  const list: Readonly<Record<string, AnyFeature>> = { ...FEATURES, scaled };
  const section = { features: { scaled: {} } };
  const isSection = new Ajv({ useDefaults: true, strictTypes: false }).compile({
    type: 'object',
    properties: { features: featuresSchema(list) },
  });
  expect(isSection(section)).toBe(true);
  const set = { x: { shape: [2, 2], dtype: 'float32', values: Float32Array.of(1, 2, 3, 4) } } as const;
  const found = must(extractAll(must(prepareFeatures(section.features, list, set)), set));
  expect(found).toEqual({ shape: [2, 1, 2, 1], dtype: 'float32', values: Float32Array.of(2, 4, 6, 8) });
});

test.each(Array.from({ length: 40 }, (_, seed) => seed))(
  'any settings give features or a message (seed %i)',
  (seed) => {
    const source = random(seed, 'settings');
    const oneOf = <T>(...choices: T[]): T => choices[source.below(choices.length)];
    type Setting = string | number;
    const some = (good: Setting[], wrong: Setting[]) => () => oneOf(...(source.below(12) === 0 ? wrong : good));
    const low = some([0, 1e-9, 20, '100 Hz'], [1e12, '1 GHz', 'x', '-1 Hz']);
    const high = some([300.5, 400, '0.5 kHz'], [0, 1, 1e9, '1 GHz', 16000]);
    const rate = some([1000, 8000, '16 kHz'], [0, 1e12, '0 Hz', '20 ms', '']);
    const time = some([1, 2, 16, 63, 64, '4 ms'], [65537, '1e9 s', '0 ms', '1 us', '20', '20 Hz', '1 s']);
    const settings = Object.entries({
      ...{ rate, frame: time, step: time, lower: low, upper: high },
      fft: () => Math.min(65536, 2 ** (6 + source.below(11)) + Number(source.below(12) === 0)),
      window: () => oneOf('hann', 'hamming', 'none'),
      spectrum: () => oneOf('magnitude', 'power'),
      divide: () => 10 ** (source.below(25) - 12),
      bands: () => 1 + source.below(12),
      offset: () => 10 ** (source.below(40) - 30),
      coefficients: () => 1 + source.below(10),
    }).flatMap(([key, make]) => (source.below(6) > 0 ? [[key, make()] as const] : []));
    const x = noise(seed, ...oneOf([2, 64], [1, 200, 1], [3, 80, 2], [4, 320], [2, 1], [0, 100], [1, 8, 8, 3]));
    const { mfcc, logMel, spectrogram } = FEATURES_SCHEMA.properties;
    for (const [kind, { properties }] of Object.entries({ mfcc, logMel, spectrogram })) {
      const own = Object.fromEntries(settings.filter(([key]) => Object.hasOwn(properties, key)));
      const prepared = prepareFeatures(featuresOf({ [kind]: own }), FEATURES, { x });
      const outcome = prepared.ok ? extractAll(prepared.value, { x }) : prepared;
      if (outcome.ok) expect(outcome.value.values.length).toBe(sizeOf(outcome.value.shape));
      else expect(problemOf(outcome)).toMatch(/^\w/);
    }
  },
);
