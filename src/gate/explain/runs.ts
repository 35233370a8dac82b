// Runs of a model on records, as a board would have run it: its answers, one list of outputs a record.
import { attempt, must, type Outcome } from '../../base/problem.ts';
import type { Interpreter } from '../../micro/interpret.ts';
import type { AnswerParts } from './output-causes.ts';

/** Each the graph's inputs in order. */
export type Records = readonly Uint8Array[];

export interface RunOptions {
  /** State goes on from record to record. */
  readonly keepsState?: boolean;
  /** Leaves the tensors as the last record made them. */
  readonly leavesState?: boolean;
  /** What lies where the inputs are after an Invoke, instead of the next record. */
  leftInputs?(): Uint8Array | undefined;
}

/** Problems: what an operator refuses while it runs. Else leaves the interpreter as after `reset`. */
export function answersOf(
  interpreter: Interpreter,
  records: Records,
  { keepsState = false, leavesState = false, leftInputs }: RunOptions = {},
): Outcome<readonly AnswerParts[]> {
  return attempt(() => {
    const answers = records.map((record, i): AnswerParts => {
      if (i === 0 || !keepsState) interpreter.reset();
      writeInputs(interpreter, (i > 0 && leftInputs?.()) || record);
      must(interpreter.invoke());
      return interpreter.outputs.map((tensor) => ({ tensor, bytes: interpreter.read(tensor) }));
    });
    if (!leavesState) interpreter.reset();
    return answers;
  });
}

export function writeInputs({ inputs, write }: Interpreter, record: Uint8Array): void {
  let from = 0;
  for (const input of inputs) {
    write(input, record.subarray(from, from + input.bytes));
    from += input.bytes;
  }
}
