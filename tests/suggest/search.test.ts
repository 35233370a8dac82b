// The order of trials, on made-up candidates: what is tried, and what is left out.
import { expect, test } from 'vitest';
import type { JudgedCandidate } from '../../src/suggest/judged.ts';
import { searchPassing } from '../../src/suggest/search.ts';

interface Made {
  readonly family: string;
  readonly size: number;
  readonly parameters: number;
  readonly grows?: boolean;
}

const made = ({ family, size, parameters, grows = false }: Made) =>
  ({ family, size, parameters, macs: parameters, grows }) as JudgedCandidate;

/** Widths of a network with 1,000 parameters. */
const narrower = (shares: readonly number[], family = 'width') =>
  shares.map((share) => made({ family, size: 1 - share, parameters: 1000 * share }));
const wider = (factors: readonly number[], family = 'width') =>
  factors.map((factor) => made({ family, size: factor - 1, parameters: Math.round(1000 * factor), grows: true }));

async function searched(queue: readonly JudgedCandidate[], passes: (one: JudgedCandidate) => boolean, granted = 99) {
  const tried: string[] = [];
  const found = await searchPassing(queue, async (candidate) => {
    if (tried.length === granted) return undefined;
    tried.push(`${candidate.family} ${candidate.parameters}`);
    return { passes: passes(candidate), shortfall: 0.01 };
  });
  return { tried, found: found && `${found.family} ${found.parameters}` };
}

test('the smallest change that passes is found with one trial where it is the first', async () => {
  const { tried, found } = await searched(narrower([0.9, 0.8, 0.7]), () => true);
  expect(tried).toEqual(['width 900']);
  expect(found).toBe('width 900');
});

test('what has less of everything than one that failed is not tried', async () => {
  const queue = [...narrower([0.9, 0.8, 0.7]), ...narrower([0.6], 'stride')];
  const { tried, found } = await searched(queue, ({ family }) => family === 'stride');
  expect(tried).toEqual(['width 900', 'stride 600']);
  expect(found).toBe('stride 600');
});

test('what grows is tried in larger and larger steps, and made smaller again', async () => {
  const factors = Array.from({ length: 40 }, (_, i) => 1.05 + 0.05 * i);
  const needed = 1620;
  const { tried, found } = await searched(wider(factors), ({ parameters }) => parameters >= needed);
  expect(found).toBe('width 1650');
  expect(tried.length).toBeLessThan(16);
});

test('nothing is found where nothing passes, or where the work that was granted ends', async () => {
  expect((await searched(narrower([0.9, 0.8]), () => false)).found).toBeUndefined();
  const queue = [...narrower([0.9]), ...narrower([0.8], 'stride')];
  const { tried, found } = await searched(queue, ({ family }) => family === 'stride', 1);
  expect(tried).toEqual(['width 900']);
  expect(found).toBeUndefined();
});

test('what has passed is proposed where the work for a smaller change is missing', async () => {
  const factors = [1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2];
  const { found } = await searched(wider(factors), ({ parameters }) => parameters >= 1400, 6);
  expect(['width 1400', 'width 1500']).toContain(found);
});
