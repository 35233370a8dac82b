// Numbers with their units written out, as kd.yaml has them: `64 KiB`, `1.0 pp`, `2%`, `100 ms`.
import { attempt, type Outcome, reject } from './problem.ts';

export type Dimension = 'bytes' | 'share' | 'points' | 'percentOfBase' | 'milliseconds';

interface Unit {
  readonly factor: number;
  readonly dimension: Dimension;
}

/** KiB and MiB are powers of 1024, KB and MB of 1000 (IEC 80000-13). */
const UNITS: readonly (readonly [string, Unit])[] = [
  ['B', { factor: 1, dimension: 'bytes' }],
  ['KB', { factor: 1000, dimension: 'bytes' }],
  ['MB', { factor: 1e6, dimension: 'bytes' }],
  ['KiB', { factor: 1024, dimension: 'bytes' }],
  ['MiB', { factor: 1048576, dimension: 'bytes' }],
  ['%', { factor: 0.01, dimension: 'share' }],
  ['%', { factor: 0.01, dimension: 'percentOfBase' }],
  ['pp', { factor: 0.01, dimension: 'points' }],
  ['us', { factor: 0.001, dimension: 'milliseconds' }],
  ['ms', { factor: 1, dimension: 'milliseconds' }],
  ['s', { factor: 1000, dimension: 'milliseconds' }],
];

const NAMES: Readonly<Record<Dimension, { readonly what: string; readonly example: string }>> = {
  bytes: { what: 'a size', example: '64 KiB' },
  share: { what: 'a percentage', example: '90%' },
  points: { what: 'a number of percentage points', example: '1.0 pp' },
  percentOfBase: { what: "a percentage of the base's value", example: '2%' },
  milliseconds: { what: 'a time', example: '100 ms' },
};

export interface Quantity {
  /** Bytes, milliseconds, or a share (0.9 for 90%, 0.01 for 1 pp). */
  readonly value: number;
  readonly dimension: Dimension;
}

/** The text must have a unit of one of these dimensions; problems have code `quantity`. */
export function parseQuantity(text: unknown, dimensions: readonly Dimension[]): Outcome<Quantity> {
  return attempt(() => {
    const [first] = dimensions;
    const examples = dimensions.map((d) => `"${NAMES[d].example}"`).join(' or ');
    const shown = typeof text === 'string' ? `"${text.slice(0, 60)}"` : String(text);
    const refuse = (why: string): never => reject('quantity', `${shown} ${why}; write for example ${examples}`);
    if (typeof text === 'number') {
      return refuse(`has no unit`);
    }
    const what = dimensions.map((d) => NAMES[d].what).join(' or ');
    const match = typeof text === 'string' ? /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z%]*)\s*$/.exec(text) : undefined;
    if (!match || first === undefined) return refuse(`is not ${what}`);
    const [, digits, name] = match;
    if (name === '') return refuse('has no unit');
    const unit = UNITS.find(([unitName, { dimension }]) => unitName === name && dimensions.includes(dimension))?.[1];
    if (!unit) {
      const known = [
        ...new Set(UNITS.filter(([, u]) => dimensions.includes(u.dimension)).map(([unitName]) => unitName)),
      ];
      return refuse(`is not ${what}: "${name}" is none of ${known.join(', ')}`);
    }
    // 1.1 * 1024 is no whole number of bytes; a limit lies where it says, and sizes are compared with it as they are.
    return { value: scaled(digits, unit.factor), dimension: unit.dimension };
  });
}

/** Percent and other decimal factors divide, so that `90%` is the same number as 0.9. */
function scaled(digits: string, factor: number): number {
  return factor < 1 ? Number(digits) / Math.round(1 / factor) : Number(digits) * factor;
}
