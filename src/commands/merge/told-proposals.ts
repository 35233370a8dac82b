// Proposals that another job made: what may be believed of them, with the lines of kd.yaml as they are here.
import type { SpecText } from '../../gate/read-spec.ts';
import type { Proposal } from '../../report/proposal.ts';
import type { Report } from '../../report/report.ts';
import { withEdits } from '../suggest/with-proposals.ts';

/**
 * `judged`: the report as it was judged again. A model that fails keeps what was told of it, if that changes its
 * network alone; the edits, which a button commits, are made anew of the changes.
 */
export function withToldProposals(judged: Report, told: Report, { text, spec }: SpecText): Report {
  const models = judged.models.map((model) => {
    const found = told.models.find(({ name }) => name === model.name)?.proposal;
    if (model.verdict !== 'fail' || !found || !isOfNetwork(found, model.name)) return model;
    const { edits: _, ...proposal } = found;
    return { ...model, proposal: withEdits(proposal, text, spec.file) };
  });
  return { ...judged, models };
}

/** What judges: changing it is no way to pass. */
const JUDGING: readonly unknown[] = ['budgets', 'task'];
const TEST_DATA: readonly unknown[] = ['test', 'all', 'split', 'stream', 'targets', 'seconds', undefined];

function isOfNetwork({ model, changes, others = [] }: Proposal, name: string): boolean {
  const all = [...changes, ...others.flatMap((other) => other.changes)];
  return (
    model === name &&
    all.every(({ path: [root, own, section, key] }) => {
      if (root !== 'models' || own !== name || section === undefined || JUDGING.includes(section)) return false;
      return section !== 'data' || !TEST_DATA.includes(key);
    })
  );
}
