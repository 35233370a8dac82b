// How much is trained in search of a change that passes, as an option and as an input.
import { InvalidArgumentError } from 'commander';

/** Of `kd-gate suggest`; some five minutes for a network that trains in ten seconds. */
export const TRAININGS = 24;
const MOST_TRAININGS = 1000;

export const TRAININGS_HELP = `write 1 to ${MOST_TRAININGS}`;

/** Undefined for anything else than a number of trainings. */
export function parseTrainings(text: string): number | undefined {
  const count = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  return count >= 1 && count <= MOST_TRAININGS ? count : undefined;
}

export function trainingsOption(text: string): number {
  const count = parseTrainings(text);
  if (count === undefined) throw new InvalidArgumentError(`${TRAININGS_HELP}.`);
  return count;
}
