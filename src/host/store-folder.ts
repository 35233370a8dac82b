// The folder of stored results on the disk.
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoreFolder } from '../store/folder.ts';
import { exists, writeWhole } from './files.ts';

/** A folder that git ignores by itself. */
export function storeFolderAt(folder: string): StoreFolder {
  const ignore = join(folder, '.gitignore');
  return {
    read: (path) => readFile(join(folder, path)).catch(() => undefined),
    async write(path, content) {
      if (!(await exists(ignore))) await writeWhole(ignore, '*\n');
      await writeWhole(join(folder, path), content);
    },
    async list(inside) {
      const names = await readdir(join(folder, inside)).catch(() => []);
      const timed = await Promise.all(
        names
          .filter((name) => !name.endsWith('.tmp'))
          .map(async (name) => {
            const status = await stat(join(folder, inside, name)).catch(() => undefined);
            return { name, writtenMs: status?.mtimeMs ?? 0 };
          }),
      );
      return timed.sort((a, b) => b.writtenMs - a.writtenMs || (a.name < b.name ? -1 : 1)).map(({ name }) => name);
    },
    remove: (path) => rm(join(folder, path), { force: true }),
  };
}
