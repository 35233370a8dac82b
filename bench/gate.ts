// The whole gate for benches: one model on one thread, without a store.

import type { ReadFile } from '../src/base/read-file.ts';
import type { Engine } from '../src/gate/engine.ts';
import { type GateInput, runGate } from '../src/gate/gate.ts';
import type { Tools } from '../src/gate/tools.ts';
import type { ModelReport } from '../src/report/report.ts';
import { must } from './must.ts';

export interface BenchRun extends Pick<GateInput, 'spec' | 'specSha256' | 'boards'> {
  readonly read: ReadFile;
}

/** The report of the spec's first model. */
export async function measureFirst(
  engine: Engine,
  { read, ...input }: BenchRun,
  evaluate: Tools['evaluate'] = engine.evaluateOn(1),
): Promise<ModelReport> {
  const tool = { name: 'kd-gate', version: engine.version, kernelsSha256: engine.kernelsSha256 } as const;
  const makers = { makeKernels: engine.makeKernels, makeTrainer: engine.trainerOn(1) };
  const tools = { read, ...makers, evaluate, onProgress: () => undefined };
  const { report } = must(await runGate({ ...input, tool, tools }));
  return report.models[0];
}
