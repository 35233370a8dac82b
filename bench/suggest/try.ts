// A spec that fails, what `suggest` makes of it, and what the changed text comes to when it is run on its own.
import { attemptLater, must, type Outcome } from '../../src/base/problem.ts';
import type { ReadFile } from '../../src/base/read-file.ts';
import { editText } from '../../src/config/edit-text.ts';
import { parseSpec } from '../../src/config/parse.ts';
import { resolveBoards } from '../../src/config/resolve-boards.ts';
import { type GateInput, runGate } from '../../src/gate/gate.ts';
import type { Proposal } from '../../src/report/proposal.ts';
import type { ModelReport } from '../../src/report/report.ts';
import { proposedChange } from '../../src/suggest/change.ts';
import { suggest } from '../../src/suggest/suggest.ts';
import type { FailingSpec } from './specs.ts';

export type BenchTools = Omit<GateInput['tools'], 'read'>;

export interface TriedSpec {
  readonly before: ModelReport;
  readonly proposal?: Proposal;
  /** Of the trained candidate that is proposed. */
  readonly proposedSha256?: string;
  /** Of the changed text; absent where nothing passes. */
  readonly after?: ModelReport;
}

/** Whatever a spec asks for, without a store. Problems: those of its text and its files. */
export function gateOf(yaml: string, read: ReadFile, tools: BenchTools): Promise<Outcome<GateInput>> {
  return attemptLater(async () => {
    const spec = must(parseSpec(yaml, 'kd.yaml'));
    const boards = must(await resolveBoards(read, spec));
    const tool = { name: 'kd-gate', version: '0.0.0', kernelsSha256: '0'.repeat(64) } as const;
    return { spec, specSha256: '0'.repeat(64), boards, tool, tools: { ...tools, read } };
  });
}

export function runText(yaml: string, read: ReadFile, tools: BenchTools): Promise<Outcome<ModelReport>> {
  return attemptLater(async () => must(await runGate(must(await gateOf(yaml, read, tools)))).report.models[0]);
}

export function trySpec(
  { task, yaml }: FailingSpec,
  fixtures: string,
  tools: BenchTools,
  trainings: number,
): Promise<Outcome<TriedSpec>> {
  return attemptLater(async () => {
    const read = task.readFrom(fixtures);
    const gate = must(await gateOf(yaml, read, tools));
    const before = must(await runGate(gate)).report.models[0];
    if (before.verdict !== 'fail') return { before };
    const { proposal, trained } = must(await suggest({ gate, name: task.model, current: before, trainings }));
    if (!proposal?.passes) return { before, proposal };
    const changed = must(editText(yaml, 'kd.yaml', proposal.changes));
    const after = must(await runText(changed, read, tools));
    const wanted = JSON.stringify(proposal.changes);
    const chosen = trained.find(({ judged: { candidate } }) => {
      return JSON.stringify(candidate.changes.map((change) => proposedChange(task.model, change))) === wanted;
    });
    return { before, proposal, after, ...(chosen && { proposedSha256: chosen.report.model.sha256 }) };
  });
}
