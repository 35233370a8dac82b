// What a report has no room for: its reader would refuse all of it.
import { describe, expect, test } from 'vitest';
import { must } from '../../../src/base/problem.ts';
import { schemaCheck } from '../../../src/base/schema-check.ts';
import { withEdits } from '../../../src/commands/suggest/with-proposals.ts';
import { parseSpec } from '../../../src/config/parse.ts';
import { PROPOSAL_SCHEMA, type Proposal } from '../../../src/report/proposal.ts';
import { proposedChange } from '../../../src/suggest/change.ts';
import { width } from '../../../src/suggest/knobs/width.ts';

const MOST_LAYERS = 512;
const isProposal = schemaCheck<Proposal>({ schema: PROPOSAL_SCHEMA });

/** A network of as many layers as there may be, all of them narrower by the first step that changes them. */
function narrowed(between: string): { readonly text: string; readonly proposal: Proposal } {
  const many = Array.from({ length: MOST_LAYERS - 2 }, () => '{ conv2d: { filters: 8, kernel: 3 } }');
  const layers = [...many, '{ globalAveragePool: {} }', '{ dense: { units: 10 } }'].join(`,${between}`);
  const text = `version: 1\nmodels:\n  m:\n    student:\n      layers: [${layers}]\n`;
  const model = must(parseSpec(text, 'kd.yaml')).models.m;
  const [variant] = width({ model, data: { inputShape: [16, 16, 1], classes: 10 }, boards: [] });
  const changes = variant.changes.map((change) => proposedChange('m', change));
  return { text, proposal: { model: 'm', passes: true, changes, effects: [] } };
}

describe('the largest network that kd.yaml can say, changed in all layers', () => {
  test.each([
    ['on one line', ' '],
    ['on a line each', '\n        '],
    ['with lines between them', '\n\n        # stays\n        '],
  ])('%s, is a proposal that a report has', (_, between) => {
    const { text, proposal } = narrowed(between);
    expect(proposal.changes).toHaveLength(MOST_LAYERS - 2);
    const told = withEdits(proposal, text, 'kd.yaml');
    expect(isProposal(structuredClone(told))).toBe(true);
    expect(told).not.toHaveProperty('edits');
  });

  test('has its lines where one layer alone changes', () => {
    const { text, proposal } = narrowed('\n        ');
    const told = withEdits({ ...proposal, changes: proposal.changes.slice(0, 1) }, text, 'kd.yaml');
    expect(told.edits).toHaveLength(1);
    expect(isProposal(structuredClone(told))).toBe(true);
  });
});
