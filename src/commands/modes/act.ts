// The action: its inputs, the mode that they name, and mistakes as annotations.
import { attemptLater, must } from '../../base/problem.ts';
import { readInputs } from './inputs.ts';
import type { ActionResult, Mode, Runner } from './mode.ts';
import { amendWith, presentRefusal } from './present.ts';

/** Never leaves by a mistake of the user: that is annotations, a summary and status 2 or 3. */
export async function act(runner: Runner, modes: readonly Mode[]): Promise<ActionResult> {
  const outcome = await attemptLater(async () => {
    const byName = new Map(modes.map((mode) => [mode.name, mode]));
    const inputs = must(readInputs(runner.input, [...byName.keys()]));
    const mode = byName.get(inputs.mode);
    if (!mode) throw new Error(`readInputs let the mode ${inputs.mode} through`);
    return mode.run(runner, inputs);
  });
  return outcome.ok ? guarded(outcome.value) : presentRefusal(outcome.problems);
}

/** A verdict that has been shown stays, whatever goes wrong later. */
function guarded(result: ActionResult): ActionResult {
  const { status, later } = result;
  if (!later) return result;
  return {
    ...result,
    later: async () => {
      const outcome = await attemptLater(later);
      return outcome.ok ? outcome.value : amendWith(status, outcome.problems);
    },
  };
}
