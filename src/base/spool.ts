// Where values go that are more than memory should hold: files of the machine that nobody else sees, gone with the
// process however it ends.

/** Reads all of `into`, at once: samples are asked for in the middle of a computation. Of any thread of the process. */
export type ReadSpool = (file: number, position: number, into: Uint8Array) => void;

export interface SpoolFile {
  /** Names it in `ReadSpool`. */
  readonly file: number;
  /** Inside an `attempt`. Problem: `file/unwritable`, where the disk is full. */
  append(bytes: Uint8Array): void;
}

export interface Spool {
  create(): SpoolFile;
  readonly read: ReadSpool;
  /** Frees the room of all its files. */
  close(): void;
}
