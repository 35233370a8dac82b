// A report with a proposal for each model that fails: what to change in kd.yaml so that it passes.
import { excerpt } from '../../base/quote.ts';
import { editText } from '../../config/edit-text.ts';
import { editedLines } from '../../config/edited-lines.ts';
import type { GateInput } from '../../gate/gate.ts';
import { hasRoomForEdits, type Proposal } from '../../report/proposal.ts';
import type { ModelReport, Report } from '../../report/report.ts';
import { suggest } from '../../suggest/suggest.ts';

export interface ProposalOptions {
  /** Of kd.yaml, as the run read it. */
  readonly text: string;
  /** As of `suggest`. */
  readonly trainings: number;
}

/** `report`: of the gate. What can't be looked for changes nothing: the verdict stands, and there is no proposal. */
export async function withProposals(gate: GateInput, report: Report, options: ProposalOptions): Promise<Report> {
  const models: ModelReport[] = [];
  for (const model of report.models) models.push(await withProposal(gate, model, options));
  return { ...report, models };
}

async function withProposal(gate: GateInput, model: ModelReport, options: ProposalOptions): Promise<ModelReport> {
  if (model.verdict !== 'fail') return model;
  const { name } = model;
  const onNote = (note: string) => gate.tools.onProgress({ model: name, stage: 'suggest', note });
  const found = await suggest({ gate, name, current: model, trainings: options.trainings, onNote }).catch(
    // A mistake of the search must not take the verdict away.
    (error: unknown) => onNote(`no change was looked for: ${excerpt(String(error))}`),
  );
  if (found?.ok === false) onNote('no change was looked for: the network as it is gives nothing to start from');
  if (found?.ok && found.value.reason !== undefined) onNote(`no change was looked for: ${found.value.reason}`);
  const proposal = found?.ok ? found.value.proposal : undefined;
  return proposal ? { ...model, proposal: withEdits(proposal, options.text, gate.spec.file) } : model;
}

/** The changes as lines of kd.yaml, where they can be written into it. */
export function withEdits(proposal: Proposal, text: string, file: string): Proposal {
  const after = editText(text, file, proposal.changes);
  const edits = after.ok ? editedLines(text, after.value) : [];
  return edits.length > 0 && hasRoomForEdits(edits) ? { ...proposal, edits } : proposal;
}
