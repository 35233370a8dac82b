// Stored JSON with a digest over all of itself, so that no byte of it changes and no entry moves under another key.
import { FORMAT, keyOf } from './keys.ts';
import { type BodyOf, type EntryOf, hasShapeOf, type Kind } from './schemas.ts';

/** Undefined for what `unseal` would refuse for its shape, such as texts that are too long. */
export function seal<K extends Kind>(kind: K, key: string, body: BodyOf<K>): string | undefined {
  const whole = { format: FORMAT, kind, key, ...body };
  const text = JSON.stringify({ ...whole, digest: keyOf(whole) });
  return hasShapeOf(kind, JSON.parse(text)) ? text : undefined;
}

/** Undefined for anything else than what `seal` made of this kind under this key. */
export function unseal<K extends Kind>(kind: K, key: string, bytes: Uint8Array): EntryOf<K> | undefined {
  const value = parseJson(bytes);
  if (!hasShapeOf(kind, value) || value.key !== key) return undefined;
  const { digest, ...whole } = value;
  return keyOf(whole) === digest ? value : undefined;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}
