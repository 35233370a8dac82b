// Numbers with their units written out, as kd.yaml has them: `64 KiB`, `1.0 pp`, `2%`, `100 ms`, `64 MHz`, `2 MMACs`,
// `5 MInstr`.
import { attempt, type Outcome, reject } from './problem.ts';
import { quote } from './quote.ts';

export type Dimension =
  | ('bytes' | 'share' | 'points' | 'percentOfBase')
  | ('milliseconds' | 'hertz' | 'macs' | 'instructions');

interface Unit {
  readonly dimension: Dimension;
  /** Power of ten by which the number is moved, exactly, in its digits: `1.1 pp` is the number that 0.011 is. */
  readonly power: number;
  /** What it is multiplied by after that. */
  readonly factor: number;
}

const unit = (dimension: Dimension, power: number, factor = 1): Unit => ({ dimension, power, factor });

/** KiB and MiB are powers of 1024, KB and MB of 1000 (IEC 80000-13). */
const UNITS: readonly (readonly [string, Unit])[] = [
  ['B', unit('bytes', 0)],
  ['KB', unit('bytes', 3)],
  ['MB', unit('bytes', 6)],
  ['KiB', unit('bytes', 0, 1024)],
  ['MiB', unit('bytes', 0, 1048576)],
  ['%', unit('share', -2)],
  ['%', unit('percentOfBase', -2)],
  ['pp', unit('points', -2)],
  ['us', unit('milliseconds', -3)],
  ['ms', unit('milliseconds', 0)],
  ['s', unit('milliseconds', 3)],
  ['Hz', unit('hertz', 0)],
  ['kHz', unit('hertz', 3)],
  ['MHz', unit('hertz', 6)],
  ['GHz', unit('hertz', 9)],
  ['MACs', unit('macs', 0)],
  ['kMACs', unit('macs', 3)],
  ['MMACs', unit('macs', 6)],
  ['GMACs', unit('macs', 9)],
  ['TMACs', unit('macs', 12)],
  ['Instr', unit('instructions', 0)],
  ['kInstr', unit('instructions', 3)],
  ['MInstr', unit('instructions', 6)],
  ['GInstr', unit('instructions', 9)],
];

interface DimensionName {
  readonly what: string;
  readonly example: string;
  /** A number that came without a unit, with the one that was most likely meant. */
  readonly withUnit: (value: number) => string;
}

const NAMES: Readonly<Record<Dimension, DimensionName>> = {
  // 4 MiB and 10 GHz are beyond microcontrollers: larger numbers count bytes and hertz.
  bytes: { what: 'a size', example: '64 KiB', withUnit: (n) => (n < 4096 ? `${n} KiB` : `${n} B`) },
  share: { what: 'a percentage', example: '90%', withUnit: (n) => `${n > 1 ? n : Number((n * 100).toPrecision(12))}%` },
  points: { what: 'a number of percentage points', example: '1.0 pp', withUnit: (n) => `${n} pp` },
  percentOfBase: { what: "a percentage of the base's value", example: '2%', withUnit: (n) => `${n}%` },
  milliseconds: { what: 'a time', example: '100 ms', withUnit: (n) => `${n} ms` },
  macs: {
    what: 'a number of multiply-accumulates',
    example: '2.5 MMACs',
    withUnit: (n) => (n < 10_000 ? `${n} MMACs` : `${n} MACs`),
  },
  instructions: {
    what: 'a number of executed instructions',
    example: '5 MInstr',
    withUnit: (n) => (n < 10_000 ? `${n} MInstr` : `${n} Instr`),
  },
  hertz: { what: 'a clock rate', example: '64 MHz', withUnit: (n) => (n < 10_000 ? `${n} MHz` : `${n} Hz`) },
};

export interface Quantity {
  /** Bytes, milliseconds, hertz, multiply-accumulates, instructions, or a share (0.9 for 90%, 0.01 for 1 pp). */
  readonly value: number;
  readonly dimension: Dimension;
}

const DIGITS = /^\d+(\.\d+)?$/;

/** The text must have a unit of one of these dimensions; problems have code `quantity/format`. */
export function parseQuantity(text: unknown, dimensions: readonly Dimension[]): Outcome<Quantity> {
  return attempt(() => {
    const [first] = dimensions;
    const examples = dimensions.map((d) => `"${NAMES[d].example}"`).join(' or ');
    const shown = show(text);
    const refuse = (why: string, advice = `write for example ${examples}`): never =>
      reject('quantity/format', `${shown} ${why}; ${advice}`);
    const refuseBare = (number: string) => refuse('has no unit', `write for example ${withUnits(number, dimensions)}`);
    if (typeof text === 'number') return refuseBare(String(text));
    const what = dimensions.map((d) => NAMES[d].what).join(' or ');
    const isShort = typeof text === 'string' && text.length <= 1000;
    const match = isShort ? /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z%]*)\s*$/.exec(text) : undefined;
    if (!match || first === undefined) return refuse(`is not ${what}`);
    const [, digits, name] = match;
    if (name === '') return refuseBare(digits);
    const found = UNITS.find(([unitName, { dimension }]) => unitName === name && dimensions.includes(dimension))?.[1];
    if (!found) {
      const known = [...new Set(dimensions.flatMap((d) => unitsOf(d).map(([unitName]) => unitName)))];
      const near = known.find((unitName) => unitName.toLowerCase() === name.toLowerCase());
      const advice = near === undefined ? undefined : `did you mean "${near}"?`;
      return refuse(`is not ${what}: ${quote(name)} is none of ${known.join(', ')}`, advice);
    }
    // 1.1 * 1024 is no whole number of bytes; a limit lies where it says, and sizes are compared with it as they are.
    const value = Number(`${digits}e${found.power}`) * found.factor;
    if (value > Number.MAX_SAFE_INTEGER) return refuse('is too large');
    if (found.dimension === 'share' && value > 1) return refuse('is more than 100%');
    return { value, dimension: found.dimension };
  });
}

/** The number with the units that it may have; an example where it can't be a quantity. */
function withUnits(number: string, dimensions: readonly Dimension[]): string {
  const texts = dimensions.map((d) => {
    const text = NAMES[d].withUnit(Number(number));
    const isSound = DIGITS.test(String(Number(number))) && parseQuantity(text, [d]).ok;
    return `"${isSound ? text : NAMES[d].example}"`;
  });
  return texts.join(' or ');
}

function unitsOf(dimension: Dimension): (readonly [string, Unit])[] {
  return UNITS.filter(([, found]) => found.dimension === dimension);
}

/** `10 GHz`: a quantity in the largest unit of ten's powers in which it is a whole number. */
export function describeQuantity(value: number, dimension: Dimension): string {
  const whole = unitsOf(dimension).filter(([, { power, factor }]) => {
    return factor === 1 && Number.isInteger(Number(`${value}e${-power}`));
  });
  const [name, { power }] = whole.reduce((best, one) => (one[1].power > best[1].power ? one : best));
  return `${Number(`${value}e${-power}`)} ${name}`;
}

function show(value: unknown): string {
  if (typeof value === 'string') return quote(value.slice(0, 60));
  return typeof value === 'object' && value !== null ? 'a list or a group of keys' : String(value);
}
