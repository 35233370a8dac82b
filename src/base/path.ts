// Paths: how a schema has them, and as git and GitHub name files: slashes, from the repository's root, no `.` and `..`.
import { folderPath, isFolder } from './listing.ts';

/** A path in a JSON Schema. */
export const PATH = { type: 'string', minLength: 1, maxLength: 4096 } as const;

/** `a/./b/../c` is `a/c`; what leads above the root ends there. */
export function normalPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** The path of `path` as a file beside `file` names it: `data/x.npz` beside `models/kd.yaml` is `models/data/x.npz`. A
 * folder's ends in `/`; the root's is empty. */
export function pathBeside(file: string, path: string): string {
  const beside = normalPath(`${file.split('/').slice(0, -1).join('/')}/${path}`);
  return isFolder(path) && beside !== '' ? folderPath(beside) : beside;
}
