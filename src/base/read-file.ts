// How a stage reads files: it is given this, and never opens one itself.
import type { Outcome } from './problem.ts';

/** All bytes of a file, by its path in kd.yaml. Problems have codes `file/...`. */
export type ReadFile = (path: string) => Promise<Outcome<Uint8Array>>;
