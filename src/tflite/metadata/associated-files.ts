// Files that metadata name, such as labels.txt: a zip archive behind the FlatBuffer, as TensorFlow's populator leaves it.
import { unzipSync } from 'fflate';

const MOST_ENTRIES = 64;
/** Of a file, packed or not: a thousand long labels. It bounds what inflating a bomb costs, too. */
const MOST_FILE_BYTES = 256 * 1024;

class TooManyEntries extends Error {}

/** The content of the file with this name; undefined where the archive is none, is damaged, or hasn't it. */
export function associatedFile(bytes: Uint8Array, wanted: string): Uint8Array | undefined {
  let entries = 0;
  const filter = ({ name, size, originalSize }: { name: string; size: number; originalSize: number }): boolean => {
    // The number of entries that an archive claims is anyone's.
    if (++entries > MOST_ENTRIES) throw new TooManyEntries();
    return name === wanted && Math.max(size, originalSize) <= MOST_FILE_BYTES;
  };
  try {
    return new Map(Object.entries(unzipSync(bytes, { filter }))).get(wanted);
  } catch (error) {
    // fflate's own errors have a numeric code; what lies outside the file is a RangeError or a TypeError.
    const isDamage = error instanceof TooManyEntries || error instanceof RangeError || error instanceof TypeError;
    if (isDamage || (error instanceof Error && 'code' in error)) return undefined;
    throw error;
  }
}
