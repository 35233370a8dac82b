// A store's folder in memory; what is written last is listed first.
import { done, type Problem } from '../../src/base/problem.ts';
import type { StoreFolder } from '../../src/store/folder.ts';
import type { FileDigests } from '../../src/store/reads.ts';
import { type Store, tellOnce } from '../../src/store/store.ts';

export interface MemoryFolder extends StoreFolder {
  readonly files: Map<string, Uint8Array>;
}

export function memoryFolder(): MemoryFolder {
  const files = new Map<string, Uint8Array>();
  return {
    files,
    check: async () => done(undefined),
    read: async (path, mostBytes) => {
      const content = files.get(path);
      return content && content.length <= mostBytes ? content : undefined;
    },
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

export interface MemoryStore extends Store {
  readonly folder: MemoryFolder;
  readonly told: Problem[];
}

/** `part`: what is different in its folder. */
export function memoryStore(part: Partial<StoreFolder> = {}): MemoryStore {
  const told: Problem[] = [];
  return { folder: { ...memoryFolder(), ...part }, build: 'ef', resumes: true, told, tell: tellOnce(told) };
}

export function filesOf(digests: Readonly<Record<string, string>>): FileDigests {
  return new Map(Object.entries(digests));
}

/** A file's digest as it is now. */
export const now = (digests: FileDigests) => async (path: string) => digests.get(path);
