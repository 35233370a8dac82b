// Numbers as people read them. Nothing else in the report rounds.
import { type MeasureName, SHARE_MEASURES } from '../budget/measures.ts';

/** U+2212, the one minus sign of everything that people read. */
const MINUS = '\u2212';

/** `12,345`, without the machine's locale. */
export function formatCount(value: number): string {
  return grouped(String(value));
}

/** Thousands of the part before the point in groups; a negative number with `MINUS`, a zero without. */
function grouped(digits: string): string {
  const [whole, ...fraction] = digits.split('.');
  const text = [whole.replace(/\B(?=(\d{3})+(?!\d))/g, ','), ...fraction].join('.');
  return text.replace(/^-/, /[1-9]/.test(digits) ? MINUS : '');
}

function fixed(value: number, decimals: number): string {
  return grouped(value.toFixed(decimals));
}

/** `1,025 B`; part of a byte counts as one. */
export function formatBytes(bytes: number): string {
  return `${formatCount(Math.ceil(bytes))} B`;
}

/** What a data sheet says of a memory: `256 KiB`, `1.5 MiB`. */
export function formatMemory(bytes: number): string {
  const [unit, of] = bytes < 2 ** 20 ? (['KiB', 2 ** 10] as const) : (['MiB', 2 ** 20] as const);
  return `${formatCount(Number((bytes / of).toFixed(2)))} ${unit}`;
}

/** A float32 with the nine significant digits that give it back. */
export function formatScale(scale: number): string {
  return String(Number(scale.toPrecision(9)));
}

/** A share as a percentage with two decimals: 0.9412 is `94.12%`. */
export function formatShare(share: number): string {
  return `${fixed(share * 100, 2)}%`;
}

/** A difference of shares in percentage points: 0.004 is `0.40 pp`. */
export function formatPoints(share: number): string {
  return `${fixed(share * 100, 2)} pp`;
}

/** A ratio of powers as a percentage with two digits: 0.00123 is `0.12%`, 0.0000123 is `0.0012%`. */
export function formatNoise(ratio: number): string {
  return `${formatCount(Number((ratio * 100).toPrecision(2)))}%`;
}

/** Four significant digits, in the targets' unit: `0.4213`. */
export function formatError(error: number): string {
  return formatCount(Number(error.toPrecision(4)));
}

/** An area under a curve, without a unit: `0.9512`. */
export function formatArea(area: number): string {
  return fixed(area, 4);
}

/** `9.87 ms`, `42.0 ms`, `1,305.2 ms`. */
export function formatMilliseconds(ms: number): string {
  return `${fixed(ms, ms < 10 ? 2 : 1)} ms`;
}

/** `42.0 ms ±25%`: the time of 9 in 10 models lies within the band. */
export function formatLatency(ms: number | undefined, bandPercent: number | undefined, atLeastMs?: number): string {
  if (ms === undefined && atLeastMs !== undefined) return formatAtLeast('latency', atLeastMs);
  return ms === undefined ? 'not measured' : formatBanded('latency', ms, bandPercent);
}

const BY_MEASURE = {
  size: formatBytes,
  gzip: formatBytes,
  arena: formatBytes,
  accuracy: formatShare,
  quantDrop: formatPoints,
  error: formatError,
  latency: formatMilliseconds,
  macs: formatCount,
  instructions: formatCount,
  flash: formatBytes,
  rmse: formatError,
  auc: formatArea,
  f1: formatShare,
  balancedAccuracy: formatShare,
  recall: formatShare,
  precision: formatShare,
  recallAt: formatShare,
  topK: formatShare,
  agreement: formatShare,
} as const satisfies Record<MeasureName, (value: number) => string>;

/** A value in the unit of its measure (budget/judge.ts, MeasureName). */
export function formatMeasure(measure: MeasureName, value: number): string {
  return BY_MEASURE[measure](value);
}

/** As `formatMeasure`, with the band where the value has one: `42.0 ms ±25%`. */
export function formatBanded(measure: MeasureName, value: number, bandPercent: number | undefined): string {
  const text = formatMeasure(measure, value);
  return bandPercent === undefined ? text : `${text} ±${bandPercent}%`;
}

/** Of a measure whose value isn't known. */
export function formatAtLeast(measure: MeasureName, value: number): string {
  return `at least ${formatMeasure(measure, value)}`;
}

/** The difference of two values of a measure: shares become percentage points. */
export function formatDifference(measure: MeasureName, value: number): string {
  if (measure === 'auc' && value > 0 && value < LEAST_AREA) return `less than ${formatArea(0.0001)}`;
  if (!SHARE_MEASURES.includes(measure)) return formatMeasure(measure, value);
  // A difference that decides something is never shown as none.
  return value > 0 && value < LEAST_POINTS ? `less than ${formatPoints(0.0001)}` : formatPoints(value);
}

/** What two decimals round to nothing. */
const LEAST_POINTS = 0.00005;
const LEAST_AREA = 0.00005;

/** With its sign: `+12 B`, `−0.40 pp`, without one for no difference. */
export function formatSigned(difference: number, format: (magnitude: number) => string): string {
  const text = format(Math.abs(difference));
  if (difference === 0) return text;
  return difference > 0 ? `+${text}` : `${MINUS}${text}`;
}

/** From baseline to value: `+1,024 B (+2.0%)`, `−0.40 pp`, `=` where nothing changed. */
export function formatChange(measure: MeasureName, baseline: number, value: number): string {
  if (value === baseline) return '=';
  const difference = formatSigned(value - baseline, (magnitude) => formatDifference(measure, magnitude));
  const share = (value - baseline) / baseline;
  // Of nothing, or of nearly nothing, there is no percentage.
  if (SHARE_MEASURES.includes(measure) || measure === 'auc' || !Number.isFinite(share * 100)) return difference;
  return `${difference} (${formatSigned(share, (magnitude) => `${fixed(magnitude * 100, 1)}%`)})`;
}

/** What is left, rounded down so that it is never less than it says: `82%`, `0.4%`. */
export function formatLeft(percent: number): string {
  // 0.5 - 0.42 is a little less than 0.08 in binary.
  const left = percent + 1e-9;
  return `${left < 1 ? Math.floor(left * 10) / 10 : Math.floor(left)}%`;
}
