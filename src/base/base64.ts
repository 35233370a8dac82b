// Bytes as base64, and back.

/** Characters that are made at once: more than String.fromCharCode takes as arguments is never asked of it. */
const CHUNK = 4096;

export function bytesToBase64(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(from, from + CHUNK));
  }
  return btoa(text);
}

/** Little-endian. */
export function base64OfUint16(values: ArrayLike<number>): string {
  const bytes = new Uint8Array(2 * values.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view.setUint16(2 * i, values[i], true);
  return bytesToBase64(bytes);
}

/** Undefined where the text doesn't hold so many. */
export function uint16OfBase64(text: string, count: number): Uint16Array | undefined {
  const bytes = bytesOfBase64(text);
  if (bytes?.length !== 2 * count) return undefined;
  const view = new DataView(bytes.buffer);
  return Uint16Array.from({ length: count }, (_, i) => view.getUint16(2 * i, true));
}

/** Undefined where the text is none. */
export function bytesOfBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}
