// Where a model costs most, the RAM, the time and the noise of its integers, each with what helps there.
import type { MeasureName } from '../budget/measures.ts';
import { formatBytes, formatMilliseconds, formatNoise, formatShare } from './format.ts';
import { own } from './misfits.ts';
import type { ModelReport } from './report.ts';

export interface WorstLayer {
  readonly cost: 'RAM' | 'time' | 'noise';
  /** `operator 1, DEPTHWISE_CONV_2D` */
  readonly layer: string;
  /** `6,116 B alive` */
  readonly amount: string;
  readonly remedy: string;
}

type Sources = Pick<ModelReport, 'model' | 'boards' | 'quantization'>;

const SLOW: ReadonlyMap<string, string> = new Map([
  ['CONV_2D', 'separate it, give it fewer filters, or stride before it'],
  ['DEPTHWISE_CONV_2D', 'use a smaller kernel, or stride before it'],
  ['FULLY_CONNECTED', 'give it fewer units, or pool before it'],
]);
const ANY_SLOW = 'narrow what it reads, or stride before it';
const ALIVE = 'stride before it, or narrow what it reads and writes';
const NOISY = 'bound it with relu6, calibrate on more samples, or use quantize: { aware: true }';

/** In the order of the costs; none where nothing is known. */
export function worstLayers(report: Sources): WorstLayer[] {
  return [peakLayer(report, undefined), slowestLayer(report), noisiestLayer(report)].flatMap((found) => found ?? []);
}

const OF_MEASURE: Partial<Readonly<Record<MeasureName, (report: Sources, scope?: string) => WorstLayer | undefined>>> =
  {
    arena: peakLayer,
    latency: slowestLayer,
    instructions: largestLayer,
    macs: largestLayer,
    quantDrop: noisiestLayer,
  };

/** What a measure that is exceeded owes most to. */
export function worstLayerOf(report: Sources, measure: MeasureName, scope?: string): WorstLayer | undefined {
  return OF_MEASURE[measure]?.(report, scope);
}

/** `most RAM in operator 1, DEPTHWISE_CONV_2D: 6,116 B alive` */
export function describeWorstLayer({ cost, layer, amount }: WorstLayer): string {
  return `most ${cost} in ${layer}: ${amount}`;
}

/** `scope`: a board or a profile; without one, the profile with the highest peak. */
function peakLayer({ model, boards }: Sources, scope: string | undefined): WorstLayer | undefined {
  const profile = scope === undefined ? undefined : (boards.find(({ id }) => id === scope)?.profile ?? scope);
  const arenas = profile === undefined ? Object.values(model.profiles) : [own(model.profiles, profile)];
  const peaks = arenas.flatMap((arena) => arena?.peak ?? []).sort((a, b) => b.bytes - a.bytes);
  if (peaks.length === 0) return undefined;
  const [{ operator, bytes }] = peaks;
  const found = model.operators[operator];
  if (found === undefined) return undefined;
  return { cost: 'RAM', layer: nameOf(found), amount: `${formatBytes(bytes)} alive`, remedy: ALIVE };
}

/** `scope`: a board; where its time is known by operator, or that of any, by that, else by multiplications. */
function slowestLayer(report: Sources, scope?: string): WorstLayer | undefined {
  const board = report.boards.find(({ id, msByOperator }) => msByOperator && (scope === undefined || id === scope));
  const times = board?.msByOperator ?? [];
  const most = times.reduce<number>((worst, ms, i) => ((ms ?? 0) > (times[worst] ?? 0) ? i : worst), 0);
  const found = report.model.operators[most];
  const ms = times[most] ?? 0;
  if (board === undefined || found === undefined || ms === 0) return largestLayer(report);
  const amount = `${formatMilliseconds(ms)} on ${board.id}`;
  return { cost: 'time', layer: nameOf(found), amount, remedy: SLOW.get(found.op) ?? ANY_SLOW };
}

function largestLayer({ model: { operators, macs } }: Sources): WorstLayer | undefined {
  const most = operators.reduce((worst, { macs: own }, i) => (own > operators[worst].macs ? i : worst), 0);
  const found = operators[most];
  // Figures of another run may say more of an operator than of all.
  const isPart = found !== undefined && found.macs > 0 && found.macs <= macs;
  if (!isPart) return undefined;
  const amount = `${formatShare(found.macs / macs)} of the MACs`;
  return { cost: 'time', layer: nameOf(found), amount, remedy: SLOW.get(found.op) ?? ANY_SLOW };
}

function noisiestLayer({ quantization }: Sources): WorstLayer | undefined {
  const [worst] = quantization?.layers ?? [];
  if (worst === undefined) return undefined;
  return {
    cost: 'noise',
    layer: worst.name,
    amount: `${formatNoise(worst.noiseToSignal)} of the signal`,
    remedy: NOISY,
  };
}

function nameOf({ index, op }: ModelReport['model']['operators'][number]): string {
  return `operator ${index}, ${op}`;
}
