// A draft of kd.yaml tried: read as the gate reads it, its data loaded, and its model measured after one epoch.
import { attemptLater, must, type Outcome } from '../../base/problem.ts';
import { MOST_FILE_BYTES } from '../../base/read-file.ts';
import { resolveBoards } from '../../config/resolve-boards.ts';
import type { Dataset } from '../../data/dataset.ts';
import { loadData } from '../../data/load.ts';
import { READERS } from '../../data/readers/index.ts';
import type { Engine } from '../../gate/engine.ts';
import { runGate } from '../../gate/gate.ts';
import type { Io } from '../../gate/io.ts';
import { specOf } from '../../gate/read-spec.ts';
import { runTools } from '../../gate/tools.ts';
import { withSpool } from '../../gate/with-spool.ts';
import type { ModelReport } from '../../report/report.ts';

/** What is known of it when its samples are gone. */
type TrialSet = Pick<Dataset, 'shape' | 'classes'>;

/** Of the set that the draft trains on. Problems are those of a run. */
export function trialData(io: Io, engine: Engine, file: string, text: string): Promise<Outcome<TrialSet | undefined>> {
  return attemptLater(async () => {
    const { spec } = must(specOf(new TextEncoder().encode(text), file));
    const [model] = Object.values(spec.models);
    return withSpool(engine, async (spool) => {
      const { train, test } = must(await loadData(model.data, readBeside(io, file), READERS, model.task, { spool }));
      return train ?? test;
    });
  });
}

/** What its model takes; weights say nothing of that, so that one epoch is enough. */
export function trialRun(io: Io, engine: Engine, file: string, text: string): Promise<Outcome<ModelReport>> {
  return attemptLater(async () => {
    const { spec, sha256 } = must(specOf(new TextEncoder().encode(text), file));
    const boards = must(await resolveBoards((path, most) => io.readInside(io.folderOf(file), path, most), spec));
    const { toolsFor, finish } = runTools(io, engine, 'auto');
    const tool = { name: 'kd-gate', version: engine.version, kernelsSha256: engine.kernelsSha256 } as const;
    try {
      const tools = toolsFor(readBeside(io, file));
      const { report } = must(await runGate({ spec, specSha256: sha256, boards, tool, tools }));
      return report.models[0];
    } finally {
      finish();
    }
  });
}

function readBeside(io: Io, file: string) {
  const folder = io.folderOf(file);
  return (path: string, most = MOST_FILE_BYTES) => io.readInside(folder, path, most);
}
