// `kd-gate plan`: the models of kd.yaml as a matrix of jobs.
import type { Outcome } from '../base/problem.ts';
import { parseSpec } from '../config/parse.ts';
import type { ExitStatus, Io } from '../gate/io.ts';
import { MOST_SPEC_BYTES } from '../gate/run-tools.ts';
import { planMatrix } from '../report/merge.ts';
import { reportProblems } from './problems.ts';

/** Names of the models in their order. */
export async function modelsOf(io: Io, file: string): Promise<Outcome<readonly string[]>> {
  const text = await io.readUserFile(file, MOST_SPEC_BYTES);
  if (!text.ok) return text;
  const spec = parseSpec(new TextDecoder().decode(text.value), file);
  return spec.ok ? { ok: true, value: Object.keys(spec.value.models) } : spec;
}

export async function planCommand(io: Io, file: string): Promise<ExitStatus> {
  const models = await modelsOf(io, file);
  if (!models.ok) return reportProblems(io, models.problems);
  io.out(`${JSON.stringify(planMatrix(models.value))}\n`);
  return 0;
}
