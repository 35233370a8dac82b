// A host over values: files in a map, output in strings.
import { done, failed } from '../../src/base/problem.ts';
import type { Host } from '../../src/commands/command.ts';
import type { Engine } from '../../src/gate/engine.ts';
import type { Io } from '../../src/gate/io.ts';
import { processMachine } from '../../src/host/process.ts';

export interface MemoryIo extends Io {
  readonly files: Map<string, Uint8Array | string>;
  readonly written: { out: string; err: string };
}

export function memoryIo(files: Readonly<Record<string, Uint8Array | string>> = {}): MemoryIo {
  const stored = new Map(Object.entries(files));
  const written = { out: '', err: '' };
  const read = (path: string) => {
    const content = stored.get(path);
    if (content === undefined) return failed({ code: 'file/unreadable', message: `${path} does not exist` });
    return done(typeof content === 'string' ? new TextEncoder().encode(content) : content);
  };
  return {
    files: stored,
    written,
    env: {},
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    outIsTerminal: false,
    errIsTerminal: false,
    nowMs: () => 0,
    cores: 1,
    readUserFile: async (path) => read(path),
    readNamed: async (path) => read(path),
    readInside: async (folder, path) => read(folder ? `${folder}/${path}` : path),
    locateInside: async (folder, path) => read(folder ? `${folder}/${path}` : path),
    checkWritable: async () => done(undefined),
    write: async (path, content) => {
      stored.set(path, content);
    },
    exists: async (path) => stored.has(path),
    remove: async (path) => {
      stored.delete(path);
    },
    folderOf: (path) => path.split('/').slice(0, -1).join('/'),
    join: (...parts) => parts.filter((part) => part !== '').join('/'),
  };
}

/** Without an engine nothing can be computed. */
export function memoryHost(io: Io, engine?: Engine): Host {
  return {
    io,
    machine: processMachine(),
    loadEngine: async () => {
      if (!engine) throw new Error('this host has no engine');
      return engine;
    },
  };
}
