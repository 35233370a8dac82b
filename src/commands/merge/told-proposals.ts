// Proposals that another job made: what may be believed of them, with the lines of kd.yaml as they are here.
import { isBoardFile } from '../../config/resolve-boards.ts';
import type { SpecText } from '../../gate/read-spec.ts';
import type { Proposal } from '../../report/proposal.ts';
import type { Report } from '../../report/report.ts';
import { withEdits } from '../suggest/with-proposals.ts';

/**
 * `judged`: the report as it was judged again. A model that fails keeps what was told of it, if that changes its
 * network, or takes another board, alone; the edits, which a button commits, are made anew of the changes.
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

/** How the network learns, and how its file is written. */
const TURNED: readonly unknown[] = ['distill', 'prune', 'cluster', 'quantize', 'export'];
const NETWORK: readonly unknown[] = ['layers', 'arch'];

/** What `suggest` turns but the size of images: all else is data, or judges. */
function isOfNetwork({ model, changes, others = [] }: Proposal, name: string): boolean {
  const all = [...changes, ...others.flatMap((other) => other.changes)];
  return (
    model === name &&
    all.every(({ path: [root, own, section, key], from, to }) => {
      if (root !== 'models' || own !== name) return false;
      // One that ships in the place of another: none is taken away, and no file of the pull request takes it.
      if (section === 'boards') return key !== undefined && from !== undefined && isString(to) && !isBoardFile(to);
      return TURNED.includes(section) || (section === 'student' && NETWORK.includes(key));
    })
  );
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}
