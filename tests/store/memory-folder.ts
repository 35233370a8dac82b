// A store's folder in memory; what is written last is listed first.
import type { StoreFolder } from '../../src/store/folder.ts';

export interface MemoryFolder extends StoreFolder {
  readonly files: Map<string, Uint8Array>;
}

export function memoryFolder(): MemoryFolder {
  const files = new Map<string, Uint8Array>();
  return {
    files,
    read: async (path) => files.get(path),
    write: async (path, content) => {
      files.delete(path);
      files.set(path, typeof content === 'string' ? new TextEncoder().encode(content) : content);
    },
    list: async (folder) => {
      const inside = [...files.keys()].reverse().filter((path) => path.startsWith(`${folder}/`));
      return [...new Set(inside.map((path) => path.slice(folder.length + 1).split('/')[0]))];
    },
    remove: async (path) => {
      files.delete(path);
    },
  };
}

/** A file's digest as it is now. */
export const now = (digests: Record<string, string>) => async (path: string) => digests[path];
