// A workspace in memory for the tests of readers of folders.
import { isFolder, writeListing } from '../../src/base/listing.ts';
import { done, failed } from '../../src/base/problem.ts';
import type { ReadFile } from '../../src/base/read-file.ts';

export function readerOf(files: Readonly<Record<string, Uint8Array | string>>): ReadFile {
  const contents = new Map(Object.entries(files));
  return async (path, most = Number.POSITIVE_INFINITY) => {
    if (isFolder(path)) {
      const below = [...contents.keys()].filter((name) => name.startsWith(path)).map((name) => name.slice(path.length));
      return below.length > 0 ? done(writeListing(below)) : failed({ code: 'file/missing', message: path });
    }
    const content = contents.get(path);
    if (content === undefined) return failed({ code: 'file/missing', message: path });
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    return bytes.length <= most ? done(bytes) : failed({ code: 'file/too-large', message: path });
  };
}
