// How likely a candidate passes, held against the same posterior worked out by hand.
import { expect, test } from 'vitest';
import { exp } from '../../src/base/elementary.ts';
import type { Candidate } from '../../src/suggest/candidate.ts';
import { forecastFrom, NO_CHANGE, type Traits, traitsBeside } from '../../src/suggest/forecast.ts';
import type { JudgedCandidate } from '../../src/suggest/judged.ts';

const NOW = { parameters: 1000, macs: 1000, epochs: 10 };
const traitsOf = traitsBeside(NOW);

/** A candidate that is trained for so many times the epochs, or turns another knob as far. */
function turned(knob: string, price: number, factor = 1): JudgedCandidate {
  const candidate = { variants: [{ knob, changes: [], price }], model: { distill: { epochs: 10 * factor } } };
  const figures = { boards: [] } as never;
  const known = { family: knob, size: price, fits: true, excess: 0, room: 0.1, figures };
  return { ...known, parameters: 1000, macs: 1000, candidate: candidate as unknown as Candidate };
}

const longer = (factor: number) => turned('distill.epochs', 0.1 * factor, factor);
const seen = (one: JudgedCandidate, answers: number) => ({ traits: traitsOf(one), margins: { answers } });
const now = { traits: NO_CHANGE, margins: { answers: -0.3 } };

test('a knob that was turned by little and then by much leaves a probability', () => {
  for (const order of [
    [1.5, 4],
    [4, 1.5],
  ]) {
    const observations = [now, ...order.map((factor) => seen(longer(factor), -0.1))];
    const forecast = forecastFrom(observations, traitsOf);
    for (const factor of [1.5, 2, 4]) expect(forecast(longer(factor))).toBeLessThan(0);
  }
});

test('in which order trials were made changes nothing', () => {
  const trials = [seen(longer(1.5), -0.2), seen(longer(4), 0.05), seen(turned('stride', 0.2), -0.6), now];
  const [one, other] = [trials, [...trials].reverse()].map((list) => forecastFrom(list, traitsOf)(longer(2)));
  expect(one).toBeCloseTo(other, 9);
});

test('of one observation the posterior is that of two normal variables', () => {
  // What is common has variance 1 and the likeliest lottery is the usual one, 0.15: the mean moves by
  // 0.3 / (1 + 0.0225), and 1 + 0.0225 - 1 / 1.0225 is left of the variance.
  const forecast = forecastFrom([{ traits: NO_CHANGE, margins: { answers: 0.3 } }], (): Traits => NO_CHANGE);
  const z = 0.3 / 1.0225 / Math.sqrt(1.0225 - 1 / 1.0225);
  expect(exp(forecast(longer(1)))).toBeCloseTo(1 / (1 + exp(-1.702 * z)), 9);
  expect(forecastFrom([], traitsOf)(longer(1))).toBe(0);
});
