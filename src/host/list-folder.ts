// The files below a folder of the workspace as text, which a data set names with a `/` at its end: bounded, no link
// followed.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeListing } from '../base/listing.ts';
import { attemptLater, type Outcome, reject } from '../base/problem.ts';

/** `recordings/speaker/session/take.wav` lies three deep. */
const MOST_DEPTH = 8;
/** Twice ImageNet's classes times a hundred. */
const MOST_FILES = 200_000;

/** Listing (base/listing.ts) of a real folder; `name` is what the user calls it. Problems: `file/...`. */
export function listFolder(folder: string, name: string): Promise<Outcome<Uint8Array>> {
  return attemptLater(async () => {
    const files: string[] = [];
    let seen = 0;
    const search = async (path: string, inside: string, depth: number): Promise<void> => {
      if (depth > MOST_DEPTH) reject('file/too-large', `${name} has more than ${MOST_DEPTH} folders below each other`);
      const refuse = () => reject('file/not-a-file', `${name} is not a folder that may be read; name one, or a file`);
      const entries = await readdir(path, { withFileTypes: true }).catch(refuse);
      seen += entries.length;
      if (seen > MOST_FILES) reject('file/too-large', `${name} holds more than ${MOST_FILES} files; name a part of it`);
      for (const entry of entries) {
        const below = `${inside}${entry.name}`;
        if (entry.isDirectory() && entry.name.toLowerCase() !== '.git') {
          await search(join(path, entry.name), `${below}/`, depth + 1);
        } else if (entry.isFile()) files.push(below);
      }
    };
    await search(folder, '', 0);
    return writeListing(files);
  });
}
