// The input that a board printed against the one that it should have been fed.
import type { Cause } from './cause.ts';
import { INPUT_CAUSES, type InputPart } from './input-causes.ts';

export interface InputFindings {
  /** How many bytes differ, of how many. */
  readonly bytes: number;
  readonly of: number;
  /** Those that give the board's input exactly. */
  readonly reproducing: readonly Cause[];
}

export function explainInput(parts: readonly InputPart[], board: Uint8Array): InputFindings {
  const own = joined(parts.map(({ bytes }) => bytes));
  const bytes = own.reduce((sum, byte, i) => sum + Number(byte !== board[i]), 0);
  const reproducing =
    bytes === 0
      ? []
      : INPUT_CAUSES.filter((cause) => {
          const changed = joined(parts.map((part) => cause.change(part) ?? part.bytes));
          return changed.every((byte, i) => byte === board[i]);
        });
  return { bytes, of: own.length, reproducing };
}

const joined = (parts: readonly Uint8Array[]) => parts.flatMap((part) => Array.from(part));
