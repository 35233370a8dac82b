import { expect, test } from 'vitest';
import { frontierOf, PARETO_AXES, type ParetoPoint } from '../../src/suggest/pareto.ts';
import { plotPareto } from '../../src/suggest/pareto-plot.ts';

const point = (sizeBytes: number, accuracy: number, latencyMs?: number): ParetoPoint => ({
  ...{ changes: [{ path: ['a'], to: 1 }], sizeBytes, accuracy },
  ...(latencyMs !== undefined && { latencyMs }),
});
const POINTS = [point(100, 0.8), point(200, 0.9), point(150, 0.7), point(200, 0.85), point(300, 0.9)];
const [BY_SIZE, BY_LATENCY] = PARETO_AXES;

test('the frontier holds what no network beats that is as small', () => {
  expect(frontierOf(POINTS, BY_SIZE.costOf)).toEqual([POINTS[0], POINTS[1]]);
});

test('a point without a latency is on no frontier of latencies', () => {
  const timed = point(100, 0.5, 3);
  expect(frontierOf([...POINTS, timed], BY_LATENCY.costOf)).toEqual([timed]);
  expect(plotPareto('m', POINTS, BY_LATENCY)).toBeUndefined();
});

test('the picture has a dot a network, the frontier, and no text that could be anything else', () => {
  const svg = plotPareto('<b>&', POINTS, BY_SIZE) ?? '';
  expect(svg.match(/<circle class="best"/g)).toHaveLength(2);
  expect(svg.match(/<circle class="dominated"/g)).toHaveLength(3);
  expect(svg).toContain('&lt;b&gt;&amp;: what accuracy costs');
  expect(svg).not.toMatch(/NaN|undefined|<b>|href|script/);
  expect(plotPareto('<b>&', POINTS, BY_SIZE)).toBe(svg);
});
