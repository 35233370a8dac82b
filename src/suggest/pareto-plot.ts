// What accuracy costs, as a picture: one point a trained network, the frontier as a line.
import { scaleLinear, scaleLog } from 'd3-scale';
import { curveStepAfter, line } from 'd3-shape';
import { escapeHtml } from '../report/escape.ts';
import { formatCount, formatShare } from '../report/format.ts';
import { frontierOf, type ParetoAxis, type ParetoPoint } from './pareto.ts';

const WIDTH = 640;
const HEIGHT = 400;
const MARGIN = { top: 40, right: 24, bottom: 56, left: 72 } as const;

const STYLE = `
  svg { background: #fff; color: #1f2328; font: 12px system-ui, sans-serif; }
  .axis { stroke: #d1d9e0; } .grid { stroke: #eff2f5; } text { fill: currentColor; }
  .dominated { fill: #818b98; } .best { fill: #0969da; } .now { fill: none; stroke: #bc4c00; stroke-width: 2; }
  .frontier { fill: none; stroke: #0969da; stroke-width: 1.5; }
  @media (prefers-color-scheme: dark) {
    svg { background: #0d1117; color: #f0f6fc; } .axis { stroke: #3d444d; } .grid { stroke: #21262d; }
    .best { fill: #4493f8; } .frontier { stroke: #4493f8; } .now { stroke: #f0883e; } .dominated { fill: #656c76; }
  }`;

/** An SVG by itself, the same for the same points; undefined where none has this cost. */
export function plotPareto(model: string, points: readonly ParetoPoint[], axis: ParetoAxis): string | undefined {
  const shown = points.flatMap((point) => {
    const cost = axis.costOf(point);
    return cost === undefined || cost <= 0 ? [] : [{ point, cost }];
  });
  if (shown.length === 0) return undefined;
  const costs = shown.map(({ cost }) => cost);
  const shares = shown.map(({ point }) => point.accuracy);
  const x = scaleLog()
    .domain([0.9 * Math.min(...costs), 1.1 * Math.max(...costs)])
    .range([MARGIN.left, WIDTH - MARGIN.right]);
  const y = scaleLinear()
    .domain([Math.max(0, Math.min(...shares) - 0.01), Math.min(1, Math.max(...shares) + 0.01)])
    .range([HEIGHT - MARGIN.bottom, MARGIN.top]);
  const frontier = frontierOf(points, axis.costOf);
  const at = (point: ParetoPoint): [number, number] => [x(axis.costOf(point) ?? 1), y(point.accuracy)];
  const path = line().curve(curveStepAfter).digits(1)(frontier.map(at)) ?? '';
  const dots = shown.map(({ point, cost }) => dotOf(point, { cost, at: at(point), isBest: frontier.includes(point) }));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">`,
    `<title>${escapeHtml(`${model}: ${axis.title} against accuracy`)}</title>`,
    `<style>${STYLE}</style>`,
    `<text x="${MARGIN.left}" y="22" font-size="15">${escapeHtml(`${model}: what accuracy costs`)}</text>`,
    ...horizontal(y.ticks(5), y),
    ...vertical(x.ticks(4), x),
    `<text x="${(WIDTH + MARGIN.left) / 2}" y="${HEIGHT - 12}" text-anchor="middle">${escapeHtml(axis.title)}</text>`,
    `<path class="frontier" d="${path}"/>`,
    ...dots,
    '</svg>',
    '',
  ].join('\n');
}

type Scale = (value: number) => number;

function horizontal(ticks: readonly number[], y: Scale): readonly string[] {
  return ticks.map((tick) => {
    const at = y(tick).toFixed(1);
    const label = `<text x="${MARGIN.left - 8}" y="${at}" dy="4" text-anchor="end">${formatShare(tick)}</text>`;
    return `<line class="grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${at}" y2="${at}"/>${label}`;
  });
}

function vertical(ticks: readonly number[], x: Scale): readonly string[] {
  const [top, bottom] = [HEIGHT - MARGIN.bottom, HEIGHT - MARGIN.bottom + 6];
  const wide = ticks.filter((tick, i) => i === 0 || x(tick) - x(ticks[i - 1]) > 44);
  return wide.map((tick) => {
    const at = x(tick).toFixed(1);
    const text = formatCount(Number(tick.toPrecision(3)));
    const label = `<text x="${at}" y="${bottom + 14}" text-anchor="middle">${text}</text>`;
    return `<line class="axis" x1="${at}" x2="${at}" y1="${top}" y2="${bottom}"/>${label}`;
  });
}

interface Dot {
  readonly cost: number;
  readonly at: readonly [x: number, y: number];
  readonly isBest: boolean;
}

function dotOf({ changes, accuracy }: ParetoPoint, { cost, at: [x, y], isBest }: Dot): string {
  const what = changes.length === 0 ? 'as it is' : `${changes.length} changes`;
  const title = `${what}: ${Number(cost.toPrecision(4))}, ${formatShare(accuracy)}`;
  const place = `cx="${x.toFixed(1)}" cy="${y.toFixed(1)}"`;
  const ring = changes.length === 0 ? `<circle class="now" ${place} r="8"/>` : '';
  const kind = isBest ? 'best' : 'dominated';
  return `${ring}<circle class="${kind}" ${place} r="4"><title>${escapeHtml(title)}</title></circle>`;
}
