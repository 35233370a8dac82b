// What a stored result is found by: a digest of everything it depends on beside the files' content.
import { sha256Hex } from '../base/digest.ts';

/** Counted up when the shape of what is stored changes, so that older entries are never found. */
export const FORMAT = 3;

/** SHA-256 of any JSON value, whatever the order of its keys. */
export function keyOf(inputs: unknown): string {
  return sha256Hex(new TextEncoder().encode(`kd-gate ${FORMAT} ${canonical(inputs)}`));
}

/** JSON with sorted keys. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  const parts = entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`);
  return `{${parts.join(',')}}`;
}

const DIGEST = /^[0-9a-f]{64}$/;
const JSON_NAME = /^([0-9a-f]{64})\.json$/;

/** Whether it is the name of a blob, or of the folder of a key. */
export function isDigestName(name: string): boolean {
  return DIGEST.test(name);
}

/** `abc….json` to its digest; undefined for what the store didn't name. */
export function digestOfName(name: string): string | undefined {
  return JSON_NAME.exec(name)?.[1];
}
