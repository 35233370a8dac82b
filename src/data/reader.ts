// What a reader of data files is.
import type { FileAlternative } from '../base/one-of.ts';
import type { NumberArray } from './array.ts';

/** What a set's task asks of its files: a class a sample, numbers, or classes that may be missing. */
export type WantedAnswers = 'classes' | 'numbers' | 'classes, if any';

/** Samples and labels as files hold them. */
export interface Samples {
  /** [samples, ...shape of a sample] */
  readonly x: NumberArray;
  /** Class numbers or, where they are wanted, numbers [samples, ...]; or what a text file says, class names or numbers.
   * Only what may be missing is. */
  readonly y?: NumberArray | readonly string[];
  /** Of the columns of y, where the file names them. */
  readonly names?: readonly string[];
  /** Values a second along the first dimension of a sample, where the file says it. */
  readonly rate?: number;
}

/** Its key in a data set of kd.yaml, the files that the key names, and their bytes to arrays. */
export interface Reader extends FileAlternative {
  /**
   * Inside an `attempt`. `files` are in the order in which `files()` names them; `value` is that of its key. The whole
   * data set, `set`, is for the siblings. Problems have paths inside the key.
   */
  read(files: readonly Uint8Array[], value: unknown, set: unknown, wanted: WantedAnswers): Samples;
}

export type Readers = Readonly<Record<string, Reader>>;
