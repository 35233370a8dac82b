// Values of options that several commands take: lists, and numbers.
import { InvalidArgumentError } from 'commander';

/** Of an option that may be repeated. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

export function finite(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Write a number.');
  return value;
}

export function divisor(text: string): number {
  const value = finite(text);
  if (value === 0) throw new InvalidArgumentError('Write a number that is not 0.');
  return value;
}
