// The order of trials, on made-up candidates whose answers follow a rule: what is tried, and what is left out.
import { expect, test } from 'vitest';
import { log } from '../../src/base/elementary.ts';
import type { Candidate } from '../../src/suggest/candidate.ts';
import { traitsBeside } from '../../src/suggest/forecast.ts';
import type { JudgedCandidate } from '../../src/suggest/judged.ts';
import type { Margins } from '../../src/suggest/margins.ts';
import { searchPassing } from '../../src/suggest/search.ts';

const NOW = { parameters: 1000, macs: 1000, epochs: 10 };

function made(factor: number, knob = 'width', price = 0): JudgedCandidate {
  const parameters = Math.round(1000 * factor);
  const size = Math.abs(log(factor)) + price;
  const candidate = { variants: [{ knob, changes: [], price }], model: { distill: {} } };
  const known = { family: knob, parameters, macs: parameters, size, fits: true, excess: 0, room: 0.1 };
  return { ...known, candidate: candidate as unknown as Candidate, figures: { boards: [] } as never };
}

/** The errors of a network of this size, as a share of those of the one as it is: a tenth less from twice the size. */
const marginAt = (parameters: number, needed: number): Margins => ({ answers: 0.25 * log(parameters / needed) });

interface Rule {
  /** The size from which a network passes. */
  readonly needed: number;
  readonly granted?: number;
  readonly costExcess?: (one: JudgedCandidate) => number;
}

async function searched(candidates: readonly JudgedCandidate[], { needed, granted = 99, costExcess }: Rule) {
  const tried: string[] = [];
  const queue = [...candidates].sort((a, b) => a.size - b.size);
  const nameOf = ({ family, parameters }: JudgedCandidate) => `${family} ${parameters}`;
  const found = await searchPassing({
    queue,
    margins: marginAt(1000, needed),
    traitsOf: traitsBeside(NOW),
    trainer: {
      costOf: ({ macs }) => macs / 1000,
      affords: () => tried.length < granted,
      async attempt(one) {
        tried.push(nameOf(one));
        const margins = marginAt(one.parameters, needed);
        const excess = costExcess?.(one) ?? 0;
        return { passes: one.parameters >= needed && excess === 0, shortfall: 0.01, margins, costExcess: excess };
      },
    },
  });
  return { tried, found: found && nameOf(found) };
}

test('where the answers leave room the smallest change that fits is found with one trial', async () => {
  const { tried, found } = await searched(
    [0.9, 0.8, 0.7].map((factor) => made(factor)),
    { needed: 100 },
  );
  expect(tried).toEqual(['width 900']);
  expect(found).toBe('width 900');
});

test('where the answers fail a network is tried first that is larger by as much as it takes', async () => {
  const factors = [0.95, 0.9, 0.8, 1.05, 1.5, 2, 3, 4];
  const { tried, found } = await searched(
    factors.map((factor) => made(factor)),
    { needed: 1900 },
  );
  // 0.45 ln f of the forecast makes up for 0.25 ln 1.9 from f = 1.43.
  expect(tried[0]).toBe('width 1500');
  expect(found).toBe('width 2000');
});

test('a passing change is made smaller again, down to the least that passes', async () => {
  const factors = Array.from({ length: 60 }, (_, i) => 1.05 + 0.05 * i);
  const { tried, found } = await searched(
    factors.map((factor) => made(factor)),
    { needed: 1620 },
  );
  expect(found).toBe('width 1650');
  expect(tried.length).toBeLessThan(14);
});

test('a kind of change whose costs came out higher is not tried where its estimate leaves as little', async () => {
  const costly = [0.9, 0.89, 0.88].map((factor) => made(factor, 'cluster.clusters', 0.01));
  const { tried, found } = await searched([...costly, made(0.5)], {
    needed: 100,
    costExcess: ({ family }) => (family === 'width' ? 0 : 0.05),
  });
  expect(tried).toEqual(['cluster.clusters 900', 'width 500']);
  expect(found).toBe('width 500');
});

test('of two ways that are as likely the one with less at stake is tried first', async () => {
  const ways = [made(0.9, 'stride of conv2d 1', 0.2), made(0.75)];
  expect((await searched(ways, { needed: 100 })).tried[0]).toBe('width 750');
});

test('nothing is found where nothing passes, or where the work that was granted ends', async () => {
  const factors = [0.9, 1.1, 2].map((factor) => made(factor));
  const { tried, found } = await searched(factors, { needed: 5000 });
  expect(found).toBeUndefined();
  expect(tried).toHaveLength(3);
  expect(await searched(factors, { needed: 5000, granted: 1 })).toMatchObject({ tried: { length: 1 } });
});

test('what has passed is proposed where the work for a smaller change is missing', async () => {
  const factors = [1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2, 3, 4];
  const { found } = await searched(
    factors.map((factor) => made(factor)),
    { needed: 1400, granted: 3 },
  );
  expect(found).toBeDefined();
});

test('more trials than a forecast learns from go on to the end of what is granted', async () => {
  const factors = Array.from({ length: 120 }, (_, i) => 0.5 + i / 100);
  const candidates = factors.map((factor, i) => made(factor, `knob ${i % 40}`, 0.01));
  const { tried, found } = await searched(candidates, { needed: 1e9, granted: 80 });
  expect(new Set(tried).size).toBe(80);
  expect(found).toBeUndefined();
});
