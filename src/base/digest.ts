// Digests: SHA-256 names inputs and outputs, CRC-32 names tensors.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** Lower-case hexadecimal SHA-256. */
export function sha256Hex(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes));
}

/** The same by the platform's own code (Web Crypto), for files of up to a gigabyte: those take it a second. */
export async function sha256OfFile(bytes: Uint8Array): Promise<string> {
  // What is read from a file lies in no shared memory, the only one that Web Crypto refuses.
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return bytesToHex(new Uint8Array(digest));
}

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c;
});

/** zlib's CRC-32 (reflected polynomial 0xEDB88320, initial value and final xor 0xFFFFFFFF), unsigned. */
export function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (let i = 0; i < bytes.length; i++) crc = CRC_TABLE[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** The pattern of a full commit id in a JSON Schema: 40 hexadecimal digits of SHA-1, or 64 of SHA-256. */
export const COMMIT_PATTERN = '^[0-9a-f]{40}([0-9a-f]{24})?$';

/** The pattern of a SHA-256 in a JSON Schema. */
export const SHA256_PATTERN = '^[0-9a-f]{64}$';
