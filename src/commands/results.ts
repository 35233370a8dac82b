// The result store as the gate asks it.
import type { Results } from '../gate.ts';
import { keep, recall, type Shelf } from '../github/store.ts';

/** `digestOf`: SHA-256 of a file as it is now, by its path in kd.yaml. */
export function resultsOn(shelf: Shelf, digestOf: (path: string) => Promise<string | undefined>): Results {
  return {
    recall: (key) => recall(shelf, key, digestOf),
    keep: (key, files, result) => keep(shelf, key, files, result),
  };
}
