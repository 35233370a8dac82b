// What a reader of data files is.
import type { FileAlternative } from '../base/one-of.ts';
import type { NumberArray } from './array.ts';
import type { NewSampleWriter } from './sample-writer.ts';
import type { StoredValues } from './stored-values.ts';

/** What a set's task asks of its files: a class a sample, numbers, or classes that may be missing. */
export type WantedAnswers = 'classes' | 'numbers' | 'classes, if any';

/**
 * The files with these paths, each in this order, of which few are in memory at once. Inside an `attempt`, which a file
 * that can't be read leaves. `mostBytes`: of each file.
 */
export type ReadEach = (
  paths: readonly string[],
  take: (file: Uint8Array, index: number) => void | Promise<void>,
  mostBytes?: number,
) => Promise<void>;

/** As `NumberArray`; of many samples the values may lie in a file. */
export interface SampleArray extends Omit<NumberArray, 'values'> {
  readonly values: NumberArray['values'] | StoredValues;
}

/** Samples and labels as files hold them; by most readers all in memory. */
export interface Samples<Array extends SampleArray = NumberArray> {
  /** [samples, ...shape of a sample] */
  readonly x: Array;
  /** Class numbers or, where they are wanted, numbers [samples, ...]; or what a text file says, class names or numbers.
   * Only what may be missing is. */
  readonly y?: NumberArray | readonly string[];
  /** Of the columns of y, where the file names them. */
  readonly names?: readonly string[];
  /** What each sample was cut from, where several may share it: a recording, a file, the value of a column. */
  readonly origins?: readonly string[];
  /** The number of the recording that each sample was cut from, where origins may name several of them. */
  readonly recordings?: ArrayLike<number>;
  /** Values a second along the first dimension of a sample, where the file says it. */
  readonly rate?: number;
  /** Values from the start of a sample to the start of the next, where they overlap. */
  readonly step?: number;
  /** The file of each sample, of a folder. */
  readonly files?: readonly string[];
}

/** What a reader is asked, and what it is given beside its files. */
export interface Question {
  readonly wanted: WantedAnswers;
  /** Of files in folders that `files()` names: the folder's path and a name of its listing, one after the other. */
  readonly readEach: ReadEach;
  /** For samples that are made one by one, and may be more than memory should hold. */
  readonly newWriter: NewSampleWriter;
}

/** Its key in a data set of kd.yaml, the files that the key names, and their bytes to arrays. */
export interface Reader extends FileAlternative {
  /**
   * Inside an `attempt`. `files` are in the order in which `files()` names them, a folder, whose path ends in `/`, as
   * its listing (base/listing.ts); `value` is that of its key. The whole data set, `set`, is for the siblings. Problems
   * have paths inside the key.
   */
  read(
    files: readonly Uint8Array[],
    value: unknown,
    set: unknown,
    question: Question,
  ): Samples<SampleArray> | Promise<Samples<SampleArray>>;
}

export type Readers = Readonly<Record<string, Reader>>;
