// What accuracy costs: networks of all sizes trained, and those of them that no other beats.
import { log } from '../base/elementary.ts';
import { attemptLater, type Outcome } from '../base/problem.ts';
import { shareOf } from '../report/measurements.ts';
import type { ModelReport } from '../report/report.ts';
import type { JudgedCandidate } from './judged.ts';
import type { Bench } from './trials.ts';

/** One trained network. */
export interface ParetoPoint {
  /** What is changed of kd.yaml; empty for the model as it is. */
  readonly changes: JudgedCandidate['candidate']['changes'];
  readonly sizeBytes: number;
  /** On the first board that has a latency. */
  readonly latencyMs?: number;
  readonly accuracy: number;
}

export interface ParetoAxis {
  readonly title: string;
  /** Behind the model's name in the picture's. */
  readonly file: string;
  costOf(point: ParetoPoint): number | undefined;
}

export const PARETO_AXES: readonly ParetoAxis[] = [
  { title: 'size of the .tflite file in bytes', file: 'size', costOf: ({ sizeBytes }) => sizeBytes },
  { title: 'latency in milliseconds', file: 'latency', costOf: ({ latencyMs }) => latencyMs },
];

/** So many sizes are tried, from the least to the largest network. */
const STEPS = 16;

/** Of each size the network that can learn most: with the most weights and the most work. */
export function spreadOf(candidates: readonly JudgedCandidate[]): readonly JudgedCandidate[] {
  const networks = candidates.filter(({ candidate }) => candidate.variants.every(({ knob }) => !isHandling(knob)));
  const bytes = networks.map(({ figures }) => log(figures.model.sizeBytes));
  const [least, most] = [Math.min(...bytes), Math.max(...bytes)];
  const step = (most - least) / STEPS || 1;
  const best = new Map<number, JudgedCandidate>();
  networks.forEach((network, i) => {
    const bin = Math.min(STEPS - 1, Math.floor((bytes[i] - least) / step));
    const other = best.get(bin);
    if (!other || capacityOf(network) > capacityOf(other)) best.set(bin, network);
  });
  return [...best.entries()].sort(([a], [b]) => a - b).map(([, network]) => network);
}

/** What leaves the network as it is has its own price, and is no other size. */
function isHandling(knob: string): boolean {
  return knob === 'boards' || /^(export|quantize|distill|prune|cluster)\./.test(knob);
}

function capacityOf({ parameters, macs }: JudgedCandidate): number {
  return log(Math.max(parameters, 1)) + log(Math.max(macs, 1));
}

/** What is nearest to the model as it is first, for where the work that was granted ends early. */
export function trainSpread(
  spread: readonly JudgedCandidate[],
  bench: Bench,
  current: ModelReport,
): Promise<Outcome<readonly ParetoPoint[]>> {
  return attemptLater(async () => {
    const order = [...spread].sort((a, b) => a.size - b.size);
    for (const judged of order) if (bench.affords(judged)) await bench.attempt(judged);
    const trained = bench.trained.map(({ judged, report }) => pointOf(judged.candidate.changes, report));
    return [pointOf([], current), ...trained].flatMap((point) => point ?? []);
  });
}

function pointOf(changes: ParetoPoint['changes'], { model, boards, accuracy }: ModelReport): ParetoPoint | undefined {
  const share = shareOf(accuracy);
  const { latencyMs } = boards.find((board) => board.latencyMs !== undefined) ?? {};
  if (share === undefined) return undefined;
  return { changes, sizeBytes: model.sizeBytes, accuracy: share, ...(latencyMs !== undefined && { latencyMs }) };
}

/** Those that no other beats: none is as cheap and answers better. */
export function frontierOf(
  points: readonly ParetoPoint[],
  costOf: (point: ParetoPoint) => number | undefined,
): readonly ParetoPoint[] {
  const known = points.flatMap((point) => {
    const cost = costOf(point);
    return cost === undefined ? [] : [{ point, cost }];
  });
  const order = known.sort((a, b) => a.cost - b.cost || b.point.accuracy - a.point.accuracy);
  let best = Number.NEGATIVE_INFINITY;
  return order.flatMap(({ point }) => {
    if (point.accuracy <= best) return [];
    best = point.accuracy;
    return [point];
  });
}
