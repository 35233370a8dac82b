// The action: its inputs, the mode that they name, and mistakes as annotations.
import { attemptLater, describeProblem, must, type Problem } from '../../base/problem.ts';
import { escapeMarkdown } from '../../report/escape.ts';
import { statusOf } from '../problems.ts';
import { readInputs } from './inputs.ts';
import type { ActionResult, Mode, Runner } from './mode.ts';
import { annotationOf } from './present.ts';

/** Never leaves by a mistake of the user: that is annotations, a summary and status 2 or 3. */
export async function act(runner: Runner, modes: readonly Mode[]): Promise<ActionResult> {
  const outcome = await attemptLater(async () => {
    const byName = new Map(modes.map((mode) => [mode.name, mode]));
    const inputs = must(readInputs(runner.input, [...byName.keys()]));
    const mode = byName.get(inputs.mode);
    if (!mode) throw new Error(`readInputs let the mode ${inputs.mode} through`);
    return mode.run(runner, inputs);
  });
  return outcome.ok ? outcome.value : refusal(outcome.problems);
}

/** Mistakes of the user: an annotation each, on its line, and all of them in the summary. */
function refusal(problems: readonly Problem[]): ActionResult {
  const lines = problems.map((problem) => `- ${escapeMarkdown(describeProblem(problem))}`);
  const summary = ['## ❔ kd-gate could not run', ...lines, ''].join('\n');
  return {
    status: statusOf(problems),
    annotations: problems.map((problem) => annotationOf('error', problem)),
    outputs: { verdict: 'not measured', 'comment-body': summary },
    summary,
  };
}
