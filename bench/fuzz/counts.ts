// What becomes of mutated input.
export interface FuzzCounts {
  readonly tried: number;
  readonly refused: number;
  readonly accepted: number;
  /** Accepted and wrong; each fuzzer says what that is. */
  readonly falsePasses: number;
  /** Exceptions, and texts that nobody should see. */
  readonly crashes: number;
}
