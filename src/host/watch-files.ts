// Which files change: their folders are watched, since most editors save by putting another file in the place of one.
import { existsSync, type FSWatcher, readdirSync, watch } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { FileWatch } from '../gate/machine.ts';
import { isWithin } from './files.ts';

/** One save is several events; nothing is told before they have ended for so long. */
const QUIET_MS = 60;
/** Nor is it put off for ever, where something writes all the time. */
const MOST_WAIT_MS = 1000;

export function watchFiles(): FileWatch {
  const changed = new Set<string>();
  let watchers: readonly FSWatcher[] = [];
  let hear = () => {};
  const note = (path: string) => {
    changed.add(path);
    hear();
  };
  const close = () => {
    for (const watcher of watchers) watcher.close();
    watchers = [];
  };
  return {
    update(paths, except) {
      // The new ones first, so that nothing goes unseen in between; a folder may be another one of the same name.
      const opened = openAll(paths, except, note);
      close();
      watchers = opened;
    },
    async next() {
      const isEnded = await waitFor((wake) => {
        hear = wake;
        if (changed.size > 0) wake();
      });
      hear = () => {};
      if (isEnded) return undefined;
      const found = [...changed].sort();
      changed.clear();
      return found;
    },
    close,
  };
}

/** Until it was woken and then left alone for a moment; true where Ctrl-C came first. */
function waitFor(listen: (wake: () => void) => void): Promise<boolean> {
  return new Promise((answer) => {
    let timer: NodeJS.Timeout | undefined;
    let firstMs: number | undefined;
    const end = (isEnded: boolean) => {
      clearTimeout(timer);
      process.off('SIGINT', interrupt);
      answer(isEnded);
    };
    const interrupt = () => end(true);
    process.on('SIGINT', interrupt);
    listen(() => {
      const now = performance.now();
      firstMs ??= now;
      clearTimeout(timer);
      timer = setTimeout(() => end(false), Math.max(0, Math.min(QUIET_MS, firstMs + MOST_WAIT_MS - now)));
    });
  });
}

function openAll(
  paths: readonly string[],
  except: readonly string[],
  note: (path: string) => void,
): readonly FSWatcher[] {
  const left = except.map((path) => resolve(path));
  const isLeft = (path: string) => path.split(sep).includes('.git') || left.some((folder) => isWithin(folder, path));
  const folders = paths.filter((path) => path.endsWith('/') && existsSync(path));
  const files = paths.filter((path) => !folders.includes(path));
  const trees = folders.flatMap((path) =>
    treeOf(path, isLeft).map((folder) =>
      open(folder, !HAS_ONE_A_FOLDER, (name) => {
        if (name === undefined || !isLeft(resolve(folder, name))) note(path);
      }),
    ),
  );
  const byFolder = new Map<string, FilePlace[]>();
  for (const place of files.map(placeOf)) {
    byFolder.set(place.folder, [...(byFolder.get(place.folder) ?? []), place]);
  }
  const plain = [...byFolder].map(([folder, places]) =>
    open(folder, false, (name) => {
      // A folder that goes away is told by its own name, and may come back as another one.
      const isAny = name === undefined || name === basename(folder);
      for (const place of places) if (isAny || name === place.name) note(place.path);
    }),
  );
  return [...trees, ...plain].filter((watcher) => watcher !== undefined);
}

/** Where nothing watches a tree as one: Node 20 would open a watch for each file of it, and follow links out of it. */
const HAS_ONE_A_FOLDER = process.platform === 'linux';

/** Of a tree; of more the system may have no watches to give. */
const MOST_FOLDERS = 4096;

/** The folders to watch for all that lies in one, itself the first; links are not followed. */
function treeOf(path: string, isLeft: (path: string) => boolean): readonly string[] {
  const found = [path];
  if (!HAS_ONE_A_FOLDER) return found;
  for (let i = 0; i < found.length; i++) {
    for (const name of foldersIn(found[i])) {
      if (found.length >= MOST_FOLDERS) return found;
      if (!isLeft(resolve(found[i], name))) found.push(join(found[i], name));
    }
  }
  return found;
}

function foldersIn(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  } catch {
    return [];
  }
}

interface FilePlace {
  readonly path: string;
  readonly folder: string;
  readonly name: string;
}

/** Undefined where the system has no more watches to give; the other files are watched all the same. */
function open(folder: string, recursive: boolean, hear: (name: string | undefined) => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { recursive }, (_, name) => hear(name ?? undefined));
    // A folder that goes away ends its watch; the run that follows says what is missing.
    watcher.on('error', () => hear(undefined));
    return watcher;
  } catch {
    return undefined;
  }
}

/** Where a file appears or changes: its folder, or the nearest that is there and the part below it. */
function placeOf(path: string): FilePlace {
  const wanted = resolve(path);
  let folder = dirname(wanted);
  while (!existsSync(folder)) folder = dirname(folder);
  return { path, folder, name: relative(folder, wanted).split(sep)[0] };
}
