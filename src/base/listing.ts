// A folder read as a file is: its bytes are the paths of the files below it, so that what is noted of files that were
// read, and where they are looked for, holds for folders too.
import { reject } from './problem.ts';
import { quote } from './quote.ts';

/** Whether a path of kd.yaml names a folder. */
export function isFolder(path: string): boolean {
  return path.endsWith('/');
}

/** As users may write it: `data/images` is `data/images/`. */
export function folderPath(path: string): string {
  return isFolder(path) ? path : `${path}/`;
}

/** UTF-8, one path a line, in the order of their UTF-16 code units: the same on every machine. Inside an `attempt`. */
export function writeListing(paths: readonly string[]): Uint8Array {
  for (const path of paths) {
    if (/[\n\r]/.test(path)) reject('file/not-a-file', `${quote(path)} has a line break in its name; rename it`);
  }
  return new TextEncoder().encode(
    [...paths]
      .sort()
      .map((path) => `${path}\n`)
      .join(''),
  );
}

export function readListing(bytes: Uint8Array): readonly string[] {
  return new TextDecoder().decode(bytes).split('\n').slice(0, -1);
}
