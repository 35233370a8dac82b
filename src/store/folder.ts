// The folder that results are stored in, as the store needs it; the host makes it.

/** Paths have slashes and start inside the folder. */
export interface StoreFolder {
  read(path: string): Promise<Uint8Array | undefined>;
  /** Leaves the old file or the new one, never half of it. */
  write(path: string, content: Uint8Array | string): Promise<void>;
  /** Names in a folder, the one written last first; empty where there is no folder. */
  list(folder: string): Promise<readonly string[]>;
  remove(path: string): Promise<void>;
}

/** Undefined where there is no such file, or where it was damaged: then it is as good as not there. */
export async function readJson(folder: StoreFolder, path: string): Promise<unknown> {
  const content = await folder.read(path);
  if (!content) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(content));
  } catch {
    return undefined;
  }
}
