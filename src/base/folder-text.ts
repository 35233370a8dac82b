// The content of a folder as one text: the lines that `sha256sum` prints of its files, in the order of its listing.
// A folder's digest is that of this text: (cd FOLDER && find * -type f | LC_ALL=C sort | xargs sha256sum) | sha256sum
import { inTurn } from './in-turn.ts';

/** In place of the digest of a file that can't be read. */
const UNREADABLE = 'unreadable';

/** UTF-8. `names`: a listing's; `digestOf`: SHA-256 of the content of each, or undefined. */
export async function folderText(
  names: readonly string[],
  digestOf: (name: string) => Promise<string | undefined>,
): Promise<Uint8Array> {
  const lines: string[] = [];
  await inTurn(names, digestOf, (digest, name) => {
    lines.push(`${digest ?? UNREADABLE}  ${name}\n`);
  });
  return new TextEncoder().encode(lines.join(''));
}
