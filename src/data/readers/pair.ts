// Readers of two files of one format: samples and labels.
import { PATH } from '../../base/path.ts';
import { must, mustAll, type Outcome, under } from '../../base/problem.ts';
import type { NumberArray } from '../array.ts';
import type { Reader } from '../reader.ts';

const SAMPLES = { ...PATH, description: 'Samples, the first dimension counts them.' } as const;
const LABELS = { ...PATH, description: 'Class numbers from 0, or one-hot rows; in .npy files also names.' } as const;

/**
 * `x` and `y` are the keys of samples and labels; `read` reads a file of either, where labels aren't read otherwise.
 * Mistakes in both are told at once.
 */
export function pairReader<const X extends string, const Y extends string>(
  description: string,
  [x, y]: readonly [X, Y],
  read: (file: Uint8Array) => Outcome<NumberArray>,
  readLabels: (file: Uint8Array) => Outcome<NumberArray | readonly string[]> = read,
) {
  const properties = { [x]: SAMPLES, [y]: LABELS } as {
    readonly [Key in X | Y]: Key extends X ? typeof SAMPLES : typeof LABELS;
  };
  return {
    schema: { type: 'object', description, additionalProperties: false, required: [x, y], properties },
    files: (paths: Readonly<Record<string, string>>) => ({ [x]: paths[x], [y]: paths[y] }),
    read(files) {
      const [samples, labels] = [under(x, read(files[0])), under(y, readLabels(files[1]))];
      mustAll([samples, labels]);
      return { x: must(samples), y: must(labels) };
    },
  } as const satisfies Reader;
}
