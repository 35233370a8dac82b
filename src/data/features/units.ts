// Settings of features as people write them: `40 ms` or 640 samples, `16 kHz` or 16000.
import { must, reject, under } from '../../base/problem.ts';
import { parseQuantity } from '../../base/quantity.ts';
import { quote } from '../../base/quote.ts';

// Checked by these functions, whose messages say what to write; the schema lets any scalar through to them.
export const DURATION = { type: ['string', 'integer'] } as const;
export const FREQUENCY = { type: ['string', 'number'] } as const;

const MOST_SAMPLES = 65536;
const MOST_HERTZ = 1e9;

/** Hertz, of a number or with a unit. Inside an `attempt`. */
export function hertzOf(value: string | number, key: string, least = 0): number {
  const hertz = typeof value === 'number' ? value : writtenHertz(value, key);
  if (hertz >= least && hertz <= MOST_HERTZ) return hertz;
  return reject('data/features', `${value} is not a frequency from ${least} Hz to 1 GHz`, { path: key });
}

function writtenHertz(text: string, key: string): number {
  const found = parseQuantity(text, ['hertz']);
  if (found.ok) return found.value.value;
  const message = `${quote(text.slice(0, 60))} is not a frequency; write for example 440, "440 Hz" or "16 kHz"`;
  return reject('quantity/format', message, { path: key });
}

/** Whether a time needs the rate to become a number of values. */
export function isTime(value: string | number): value is string {
  return typeof value === 'string';
}

/** Values of the signal, to the nearest; `rate` is undefined where only the form is checked. Inside an `attempt`. */
export function samplesOf(value: string | number, rate: number | undefined, key: string): number {
  const ms = isTime(value) ? must(under(key, parseQuantity(value, ['milliseconds']))).value : 0;
  if (isTime(value) && rate === undefined) return 1;
  const samples = isTime(value) ? Math.round((ms * (rate ?? 0)) / 1000) : value;
  if (samples >= 1 && samples <= MOST_SAMPLES) return samples;
  const found = isTime(value) ? `${value} at ${rate} Hz is ${samples} values` : `${value} is not a number of values`;
  return reject('data/features', `${found}; write 1 to ${MOST_SAMPLES}, or a time such as "20 ms"`, { path: key });
}
