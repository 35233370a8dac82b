// What a kd.yaml says that a report must agree with.
import { attemptLater, must, type Outcome } from '../../base/problem.ts';
import { type ReadBoard, resolveBoards } from '../../config/resolve-boards.ts';
import { settingsOf } from '../../config/settings.ts';
import type { SpecText } from '../../gate/read-spec.ts';
import type { ModelFacts, SpecFacts } from '../../report/judge-again.ts';

/** `read`: a board file that kd.yaml names. Problems: those of the boards. */
export function specFactsOf({ spec, sha256 }: SpecText, read: ReadBoard): Promise<Outcome<SpecFacts>> {
  return attemptLater(async () => {
    const boards = must(await resolveBoards(read, spec));
    const models = Object.entries(spec.models).map(([name, model]): [string, ModelFacts] => [
      name,
      {
        limits: model.limits,
        boards: model.boards.flatMap((id) => boards.get(id) ?? []),
        settings: { ...settingsOf(model), seed: String(spec.seed) },
      },
    ]);
    return { file: spec.file, sha256, seed: spec.seed, models: new Map(models) };
  });
}
