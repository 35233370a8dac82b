// The models of a kd.yaml: by name, and as the matrix of jobs for `strategy.matrix`.
import { must } from '../../base/problem.ts';
import { parseSpec } from '../../config/parse.ts';
import type { Io } from '../../gate/io.ts';
import { MOST_SPEC_BYTES } from '../../gate/run-tools.ts';
import { planMatrix } from '../../report/merge.ts';

/** Names of the models in their order. */
export async function modelsOf(io: Io, file: string): Promise<readonly string[]> {
  const text = must(await io.readUserFile(file, MOST_SPEC_BYTES));
  const spec = must(parseSpec(new TextDecoder().decode(text), file));
  return Object.keys(spec.models);
}

/** JSON. */
export async function planModels(io: Io, file: string): Promise<string> {
  return JSON.stringify(planMatrix(await modelsOf(io, file)));
}
