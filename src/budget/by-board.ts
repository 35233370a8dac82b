// A quantity for all boards, or one for each: `50 ms`, or `{ arduino-nano-33-ble: 50 ms, default: 100 ms }`. Of what is
// measured of each class the same by class.

const QUANTITY = { type: ['string', 'number'] } as const;

/** The key that stands for all boards without one of their own. */
export const OTHERS = 'default';

// Quantities are checked where they are read, whose messages say what to write; the schema lets any scalar through.
// 64 boards, which is as many as kd.yaml may name, and the others.
export const BY_BOARD = {
  type: ['string', 'number', 'object'],
  minProperties: 1,
  maxProperties: 65,
  additionalProperties: QUANTITY,
} as const;

/** The boards, or classes, that something of kd.yaml holds on: all of them where it says nothing. */
export interface Scope {
  /** This one alone. */
  readonly only?: string;
  /** All but these, which have their own. */
  readonly otherThan?: readonly string[];
}

/** Whether it holds on a board, or on what else is measured. */
export function holdsOn({ only, otherThan }: Scope, scope: string | undefined): boolean {
  if (only !== undefined) return scope === only;
  return scope === undefined || otherThan?.includes(scope) !== true;
}

/** Of a quantity that is written by board, each. */
export interface Part extends Scope {
  /** In kd.yaml below the quantity; undefined where one is for all boards. */
  readonly key?: string;
  readonly written: unknown;
}

/** Keys are anyone's: only the map's own count, whatever their names. */
export function partsOf(written: unknown): readonly Part[] {
  if (typeof written !== 'object' || written === null || Array.isArray(written)) return [{ written }];
  const entries = Object.entries(written);
  const otherThan = entries.flatMap(([key]) => (key === OTHERS ? [] : [key]));
  return entries.map(([key, value]) => {
    return { key, written: value, ...(key === OTHERS ? { otherThan } : { only: key }) };
  });
}
