// Numbers as the value of an option.
import { InvalidArgumentError } from 'commander';

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
