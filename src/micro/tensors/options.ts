// An operator's own options that are numbers.
import type { Operator } from '../../tflite/model.ts';

/** `initial` where the file has no such option. */
export function numberOption({ options }: Operator, name: string, initial = 0): number {
  const value = options[name];
  return typeof value === 'number' ? value : initial;
}
