// Where a command writes: beside kd.yaml from whatever folder it is started, or where somebody typed.
import type { Io } from '../gate/io.ts';
import { OUT_FOLDER, STORE_FOLDER } from './defaults.ts';

export interface Places {
  readonly out: string;
  /** Undefined where nothing is stored. */
  readonly store?: string;
}

/** `out`, `store`: as typed, so from the current folder. `store` is false with --no-store. */
export function placesOf(io: Io, spec: string, out: string | undefined, store?: string | boolean): Places {
  const beside = (name: string) => io.join(io.folderOf(spec), name);
  const isStored = store !== false;
  return {
    out: out ?? beside(OUT_FOLDER),
    ...(isStored && { store: typeof store === 'string' ? store : beside(STORE_FOLDER) }),
  };
}

/** What an option's description says of its default. */
export function besideText(name: string): string {
  return `default: ${name} beside kd.yaml`;
}
