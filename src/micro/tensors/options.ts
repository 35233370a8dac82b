// An operator's own options that are numbers, builtin and custom ones.
import { readFlexMap } from '../../tflite/flexbuffer.ts';
import type { Operator } from '../../tflite/model.ts';

/** `initial` where the file has no such option. */
export function numberOption({ options }: Operator, name: string, initial = 0): number {
  const value = options[name];
  return typeof value === 'number' ? value : initial;
}

/** Of a custom operator, by name. Inside an `attempt`. */
export function customOptionsOf({ customOptions }: Operator): ReadonlyMap<string, number> {
  return readFlexMap(customOptions ?? new Uint8Array());
}
