import { expect, test } from 'vitest';
import { type SearchAxis, type SearchedSettings, searchSettings, type Trial } from '../../src/student/search.ts';

const START = { learningRate: 0.01, temperature: 4, alpha: 0.1 };
const RATES: SearchAxis = { name: 'learningRate', candidates: [0.001, 0.01, 0.1] };
const TEMPERATURES: SearchAxis = { name: 'temperature', candidates: [2, 4, 8] };

/** Right answers of 100 by a table of rates and temperatures. */
function runner(correctOf: (settings: SearchedSettings) => number, lossOf = (_: SearchedSettings) => 1) {
  const ran: SearchedSettings[] = [];
  const run = async (settings: SearchedSettings): Promise<Trial> => {
    ran.push(settings);
    const accuracy = { correct: correctOf(settings), total: 100 };
    return { settings, accuracy, labelLoss: lossOf(settings) };
  };
  return { ran, run };
}

test('each setting is chosen with the best of the settings before it, and no pair is trained twice', async () => {
  const { ran, run } = runner(
    ({ learningRate, temperature }) => (learningRate === 0.1 ? 50 : 10) + (temperature === 8 ? 5 : 0),
  );
  const { chosen, trials } = await searchSettings(START, [RATES, TEMPERATURES], run);
  expect(chosen).toEqual({ learningRate: 0.1, temperature: 8, alpha: 0.1 });
  // 3 rates at T = 4, then T = 2 and 8 at the best rate; T = 4 there is known.
  expect(ran.map(({ learningRate, temperature }) => [learningRate, temperature])).toEqual([
    [0.001, 4],
    [0.01, 4],
    [0.1, 4],
    [0.1, 2],
    [0.1, 8],
  ]);
  expect(trials.map(({ settings }) => settings)).toEqual(ran);
});

test('among equal answers the least loss wins, and a training that diverged never does', async () => {
  const { run } = runner(
    () => 90,
    ({ learningRate }) => (learningRate === 0.001 ? Number.POSITIVE_INFINITY : learningRate === 0.01 ? 0.3 : 0.2),
  );
  expect((await searchSettings(START, [RATES], run)).chosen.learningRate).toBe(0.1);
});

test('among full equals the candidate that was tried first wins; nothing to search is nothing to run', async () => {
  const { ran, run } = runner(() => 90);
  expect((await searchSettings(START, [RATES], run)).chosen.learningRate).toBe(0.001);
  expect(await searchSettings(START, [], run)).toEqual({ chosen: START, trials: [] });
  expect(ran).toHaveLength(3);
});
