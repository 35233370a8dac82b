// kd.yaml read once: what it says, and the digest of the very text that says it.
import { sha256Hex } from '../base/digest.ts';
import { attempt, attemptLater, must, type Outcome } from '../base/problem.ts';
import { parseSpec } from '../config/parse.ts';
import type { Spec } from '../config/spec.ts';
import type { Io } from './io.ts';

export const MOST_SPEC_BYTES = 1024 * 1024;

export interface SpecText {
  readonly spec: Spec;
  /** Of the file's bytes. */
  readonly sha256: string;
  readonly text: string;
}

/** `shownName`: what messages call the file. Problems: `file/...`, and every mistake in kd.yaml with its place. */
export function readSpec(io: Io, file: string, shownName = file): Promise<Outcome<SpecText>> {
  return attemptLater(async () => {
    const bytes = must(await io.readNamed(file, MOST_SPEC_BYTES));
    return must(specOf(bytes, shownName));
  });
}

/** As `readSpec`, of a file's bytes. */
export function specOf(bytes: Uint8Array, shownName: string): Outcome<SpecText> {
  return attempt(() => {
    const text = new TextDecoder().decode(bytes);
    return { spec: must(parseSpec(text, shownName)), sha256: sha256Hex(bytes), text };
  });
}
