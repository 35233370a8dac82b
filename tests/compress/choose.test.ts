// `mode: auto`: the order of the attempts, where it stops, and that nothing worse than plain quantization is chosen.
import { expect, test } from 'vitest';
import { done, must } from '../../src/base/problem.ts';
import { ATTEMPTS, type Attempt, type Candidate, withAware } from '../../src/compress/attempts.ts';
import { chooseCandidate } from '../../src/compress/choose.ts';
import type { FixedParams } from '../../src/compress/params.ts';

const params: FixedParams = {
  mode: 'int8',
  calibration: 'min-max',
  percentile: 99.99,
  biasCorrection: false,
  equalize: false,
  dense: 'per-channel',
};
const keyOf = ({ mode, calibration, biasCorrection, equalize }: FixedParams) =>
  [mode, calibration, ...(biasCorrection ? ['bias'] : []), ...(equalize ? ['equal'] : [])].join(' ');

/** A model of nothing. */
const candidateOf = (how: FixedParams, output = 0) =>
  done<Candidate>({
    params: how,
    result: {
      model: { version: 3, description: '', subgraphs: [], buffers: [], metadata: [] },
      bytes: new Uint8Array(),
      layers: [],
      noise: { layers: [], output },
    },
  });

/** Right answers and noise by settings; 90 and 1 where nothing is said. */
async function choose(answers: Record<string, readonly [correct: number, noise?: number]>, enough: number) {
  const made: FixedParams[] = [];
  const of = (how: FixedParams) => answers[keyOf(how)] ?? [90, 1];
  const make = (how: FixedParams) => {
    made.push(how);
    const [, output = 1] = of(how);
    return candidateOf(how, output);
  };
  const judge = async (candidate: Candidate) => done(of(candidate.params)[0]);
  const choice = must(await chooseCandidate({ make, params, judge, enough }));
  return { made: made.map(keyOf), chosen: keyOf(choice.chosen.params), choice };
}

test('what is cheap to make comes first, what is dearer on the device last', () => {
  const names = ['min-max', 'percentile', 'mse', 'entropy', 'bias correction', 'equalization', 'int16x8'];
  expect(ATTEMPTS.map(({ name }) => name)).toEqual(names);
});

test('the first that is good enough ends the search', async () => {
  const { made, chosen, choice } = await choose({ 'int8 mse': [96] }, 95);
  expect(made).toEqual(['int8 min-max', 'int8 percentile', 'int8 mse']);
  expect([chosen, choice.isEnough]).toEqual(['int8 mse', true]);
  expect(choice.tried.map(({ name, correct }) => [name, correct])).toEqual([
    ['min-max', 90],
    ['percentile', 90],
    ['mse', 96],
  ]);
});

test('corrections start from the best so far', async () => {
  const { made } = await choose({ 'int8 percentile': [92], 'int8 percentile bias': [93] }, 95);
  expect(made.slice(4)).toEqual(['int8 percentile bias', 'int8 percentile bias equal', 'int16x8 min-max']);
});

test('training with roundings starts from the calibration that was best so far', async () => {
  const started: FixedParams[] = [];
  const train = async (how: FixedParams) => {
    started.push(how);
    return candidateOf(how);
  };
  const judge = async ({ params: { calibration } }: Candidate) => done(calibration === 'mse' ? 92 : 90);
  must(await chooseCandidate({ make: candidateOf, params, judge, enough: 95 }, withAware(train)));
  expect(started).toEqual([{ ...params, calibration: 'mse' }]);
});

test('where nothing is good enough the best is chosen, and never one below plain quantization', async () => {
  const worse = Object.fromEntries(
    ['percentile', 'mse', 'entropy', 'min-max bias'].map((key) => [`int8 ${key}`, [80]]),
  );
  const { chosen, choice } = await choose({ ...(worse as Record<string, [number]>), 'int8 min-max equal': [89] }, 95);
  expect([chosen, choice.isEnough, choice.tried.length]).toEqual(['int8 min-max', false, 7]);
});

test('among equals the one with the least noise is chosen, but int16 only for more right answers', async () => {
  const noise: Record<string, [number, number]> = { 'int8 mse': [90, 0.1], 'int16x8 min-max': [90, 0.001] };
  expect((await choose(noise, 95)).chosen).toBe('int8 mse');
  expect((await choose({ ...noise, 'int16x8 min-max': [91, 0.001] }, 95)).chosen).toBe('int16x8 min-max');
});

test('another way to quantize is one more row, and may take its time', async () => {
  const trained: Attempt = { name: 'trained', run: async (make, from) => make({ ...from, equalize: true }) };
  const judge = async () => done(1);
  const choice = must(await chooseCandidate({ make: candidateOf, params, judge, enough: 1 }, [trained]));
  expect(choice.tried.map(({ name }) => name)).toEqual(['trained']);
});
