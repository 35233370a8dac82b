// How a stage reads files: it is given this, and never opens one itself.
import type { Outcome } from './problem.ts';

/** Of a .tflite file: more than any flash has, and a teacher of 64 million float32. */
export const MOST_MODEL_BYTES = 256 * 1024 * 1024;

/** Of a model that is measured on a board. */
export const MOST_TIMED_BYTES = 64 * 1024 * 1024;

/**
 * All bytes of a file, by its path in kd.yaml; of a folder, whose path ends in `/`, its listing (base/listing.ts).
 * Problems have codes `file/...`. `mostBytes`: where fewer are wanted than any file of data may have.
 */
export type ReadFile = (path: string, mostBytes?: number) => Promise<Outcome<Uint8Array>>;

/** Of one file of data. */
export const MOST_FILE_BYTES = 1024 * 1024 * 1024;

/** Of each of the files in a folder, some of which are read at the same time. */
export const MOST_BYTES_IN_FOLDER = 256 * 1024 * 1024;
