// Numbers as firmware prints them, whatever stands around: labels, time stamps of loggers, colours, brackets.

export interface PrintedNumber {
  readonly value: number;
  /** Half of what the last printed digit is worth; 0 of whole numbers. */
  readonly tolerance: number;
}

export interface PrintedNumbers {
  readonly numbers: readonly PrintedNumber[];
  /** Whether all are whole, without a decimal point. */
  readonly areWhole: boolean;
  /** Lines with something in them that are no numbers. */
  readonly otherLines: number;
  /** More than are read: these are no more than a beginning. */
  readonly areCut: boolean;
}

/** A record of the largest models has a tenth of it. */
export const MOST_NUMBERS = 1 << 21;

/** In words. */
export const TOO_MANY = `more numbers than are read of a text (${MOST_NUMBERS})`;
const MOST_LINES = 1_000_000;
/** Of a line; longer ones are noise. */
const MOST_COLUMNS = 1 << 20;
const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, 'g');
/** ESP-IDF's `I (345) main: `, Zephyr's `[00:00:01.123,000] <inf> main: `, a monitor's `12:00:00.123 -> `. */
const PREFIXES = /^\s*(?:[EWIDV] \(\d+\) [^\s:]+: |\[[\d:.,]+\](?: <\w+>)?(?: [^\s:]+: )?|\d+:\d+:\d+(?:\.\d+)? -> )/;
/** `output[3] = `, `yes: `; only from the beginning of a word, and of so many characters: a line may be long. */
const LABELS = /(?<![\w.])[A-Za-z_][\w.]{0,255}(?:\[\d{1,9}\])?\s{0,64}[:=]/g;
const SEPARATORS = /[\s,;{}()[\]]+/;
const NUMBER = /^[-+]?(?:0[xX][0-9a-fA-F]{1,8}|\d+(?:\.(\d*))?(?:[eE]([-+]?\d{1,3}))?f?|nan|inf)$/;

export function printedNumbers(text: string): PrintedNumbers {
  const numbers: PrintedNumber[] = [];
  let [areWhole, otherLines] = [true, 0];
  const lines = text.split('\n', MOST_LINES + 1);
  for (const raw of lines) {
    const line = raw.slice(0, MOST_COLUMNS).replaceAll(ESCAPES, '').replace(PREFIXES, '').replaceAll(LABELS, ' ');
    const tokens = line.split(SEPARATORS).filter((token) => token !== '');
    const matches = tokens.map((token) => NUMBER.exec(token));
    if (matches.some((match) => match === null)) {
      otherLines++;
      continue;
    }
    // What is cut within a number is another one.
    if (raw.length > MOST_COLUMNS || numbers.length + tokens.length > MOST_NUMBERS || lines.length > MOST_LINES) {
      return { numbers, areWhole, otherLines, areCut: true };
    }
    for (const [i, token] of tokens.entries()) {
      const [, decimals, exponent] = matches[i] ?? [];
      numbers.push({ value: numberOf(token), tolerance: toleranceOf(decimals, exponent) });
      areWhole &&= decimals === undefined && exponent === undefined && !/^[-+]?(nan|inf)$/.test(token);
    }
  }
  return { numbers, areWhole, otherLines, areCut: false };
}

function numberOf(token: string): number {
  const sign = token.startsWith('-') ? -1 : 1;
  const digits = token.replace(/^[-+]/, '');
  if (digits === 'inf') return sign * Number.POSITIVE_INFINITY;
  return sign * Number(/^0[xX]/.test(digits) ? digits : digits.replace(/f$/, ''));
}

function toleranceOf(decimals: string | undefined, exponent: string | undefined): number {
  if (decimals === undefined && exponent === undefined) return 0;
  return Number(`0.5e${Number(exponent ?? 0) - (decimals ?? '').length}`);
}
