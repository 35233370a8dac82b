// Numbers as people read them. Nothing else in the report rounds.

/** `12,345`, without the machine's locale. */
export function formatCount(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

export function formatBytes(bytes: number): string {
  return `${formatCount(Math.ceil(bytes))} B`;
}

/** A share as a percentage with two decimals: 0.9412 is `94.12%`. */
export function formatShare(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}

/** A difference of shares in percentage points: 0.004 is `0.40 pp`. */
export function formatPoints(share: number): string {
  return `${(share * 100).toFixed(2)} pp`;
}

export function formatMilliseconds(ms: number): string {
  return `${ms.toFixed(ms < 10 ? 2 : 1)} ms`;
}

const BY_MEASURE = {
  size: formatBytes,
  gzip: formatBytes,
  arena: formatBytes,
  accuracy: formatShare,
  quantDrop: formatPoints,
  latency: formatMilliseconds,
} as const;

export function formatMeasure(measure: keyof typeof BY_MEASURE, value: number): string {
  return BY_MEASURE[measure](value);
}

/** The difference of two values of a measure: shares become percentage points. */
export function formatDifference(measure: keyof typeof BY_MEASURE, value: number): string {
  return measure === 'accuracy' ? formatPoints(value) : formatMeasure(measure, value);
}
