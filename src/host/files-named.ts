// Files of a name in any folder below one: a bounded search that follows no link.
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { attemptLater, type Outcome, reject } from '../base/problem.ts';

/** `reports/artifact/kd-gate-out/report.json` lies three folders deep. */
const MOST_DEPTH = 8;
const MOST_ENTRIES = 20_000;

/** In the order of their paths; none where there is no such folder. Problem: `merge/too-many`. */
export function filesNamed(name: string, folder: string): Promise<Outcome<readonly string[]>> {
  return attemptLater(async () => {
    const found: string[] = [];
    let left = MOST_ENTRIES;
    const search = async (path: string, depth: number): Promise<void> => {
      const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
      left -= entries.length;
      if (left < 0 || depth > MOST_DEPTH) {
        const limits = `${MOST_ENTRIES} files in ${MOST_DEPTH} folders below each other`;
        reject('merge/too-many', `${folder} holds more than ${limits}; name the folder of the reports alone`);
      }
      for (const entry of entries) {
        if (entry.isDirectory()) await search(join(path, entry.name), depth + 1);
        else if (entry.isFile() && entry.name === name) found.push(join(path, entry.name));
      }
    };
    const start = await lstat(folder).catch(() => undefined);
    if (start?.isSymbolicLink())
      reject('file/not-a-file', `${folder} is a link, which is not followed; name its target`);
    await search(folder, 0);
    return found.sort();
  });
}
