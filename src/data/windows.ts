// Windows of a recording: stretches of the same length, one every so many steps.
export interface Windows {
  /** Steps of one. */
  readonly window: number;
  /** From the start of one to the start of the next. */
  readonly stride: number;
}

/** How many lie whole in a recording of `length` steps; what is left behind the last belongs to none. */
export function countWindows(length: number, { window, stride }: Windows): number {
  return length < window ? 0 : Math.floor((length - window) / stride) + 1;
}

/** Where a stretch that is too short or too long is kept. */
export const KEPT_PARTS = ['start', 'centre', 'end'] as const;
export type KeptPart = (typeof KEPT_PARTS)[number];

/** `values` into `out`, whose rest stays 0: padded where they are shorter, trimmed where they are longer. */
export function padOrTrim(values: Float32Array, out: Float32Array, kept: KeptPart): void {
  const more = out.length - values.length;
  const before = kept === 'start' ? 0 : kept === 'end' ? more : Math.trunc(more / 2);
  const from = Math.max(0, -before);
  out.set(values.subarray(from, from + out.length), Math.max(0, before));
}

/** What a window is that has rows of two labels: none, or of the label that most have, the first one among equals. */
export const MIXED_LABELS = ['skip', 'majority'] as const;
export type MixedLabels = (typeof MIXED_LABELS)[number];

/** Of the rows from `from` to `to`; undefined where the window is none. */
export type LabelOfWindow<Label> = (from: number, to: number) => Label | undefined;

/** Labels that are one are the same value. The rows are looked at once, as windows may be long and start at each. */
export function labelsOfWindows<Label>(labels: ArrayLike<Label>, mixed: MixedLabels): LabelOfWindow<Label> {
  // Of each row: where the rows end that follow it with the same label.
  const ends = new Uint32Array(labels.length);
  for (let row = labels.length - 1; row >= 0; row--) {
    ends[row] = row + 1 < labels.length && labels[row + 1] === labels[row] ? ends[row + 1] : row + 1;
  }
  const majority: LabelOfWindow<Label> = (from, to) => {
    const counts = new Map<Label, number>();
    for (let row = from; row < to; row = ends[row]) {
      counts.set(labels[row], (counts.get(labels[row]) ?? 0) + Math.min(ends[row], to) - row);
    }
    let [most, label]: [number, Label | undefined] = [0, undefined];
    for (const [one, count] of counts) if (count > most) [most, label] = [count, one];
    return label;
  };
  return (from, to) => {
    if (ends[from] >= to) return labels[from];
    return mixed === 'skip' ? undefined : majority(from, to);
  };
}

/** Rows of one recording: [from, to). */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly origin: string;
}

/** A window of a table: its first row, and whose it is. */
export interface TableWindow {
  readonly row: number;
  readonly origin: string;
  /** The number of its stretch. */
  readonly stretch: number;
}

/** The windows of all stretches, none over the edge of one. */
export function* windowsOf(stretches: readonly Stretch[], windows: Windows): Generator<TableWindow> {
  for (const [stretch, { from, to, origin }] of stretches.entries()) {
    const count = countWindows(to - from, windows);
    for (let i = 0; i < count; i++) yield { row: from + i * windows.stride, origin, stretch };
  }
}

/** Rows that follow each other with the same origin. */
export function stretchesOf(origins: readonly string[]): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let from = 0;
  for (let row = 1; row <= origins.length; row++) {
    if (row < origins.length && origins[row] === origins[from]) continue;
    stretches.push({ from, to: row, origin: origins[from] });
    from = row;
  }
  return stretches;
}
