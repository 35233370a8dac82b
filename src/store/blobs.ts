// Content by its digest: `blobs/SHA256`.
import { sha256Hex } from '../base/digest.ts';
import { MOST_BLOB_BYTES, type StoreFolder } from './folder.ts';

/** Its digest. What is there with another content, damaged or cut off, is replaced. */
export async function keepBlob(folder: StoreFolder, bytes: Uint8Array): Promise<string> {
  const sha256 = sha256Hex(bytes);
  if (!(await readBlob(folder, sha256))) await folder.write(`blobs/${sha256}`, bytes);
  return sha256;
}

/** Undefined where it isn't there, or isn't what it was. */
export async function readBlob(folder: StoreFolder, sha256: string): Promise<Uint8Array | undefined> {
  const content = await folder.read(`blobs/${sha256}`, MOST_BLOB_BYTES);
  return content && sha256Hex(content) === sha256 ? content : undefined;
}
